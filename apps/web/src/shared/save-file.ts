/** Saves a text as a JSON file of the user's, as a download. */
export function saveFile(name: string, json: string): void {
  const url = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has read it once the click is over.
  setTimeout(() => URL.revokeObjectURL(url));
}
