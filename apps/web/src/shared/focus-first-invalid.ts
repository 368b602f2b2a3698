/** Focuses the first field that is marked as invalid. */
export function focusFirstInvalid(form: HTMLElement | undefined | null) {
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  });
}
