/** Takes the keyboard to the first field with an error, once it is marked as such. */
export function focusFirstInvalid(form: HTMLElement | undefined | null) {
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  });
}
