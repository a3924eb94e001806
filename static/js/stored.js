/** A small choice of this browser. Where storage is refused it lasts as long as the page. */
export function readChoice(name) {
  try {
    return localStorage.getItem(`altwright.${name}`);
  } catch {
    return null;
  }
}

export function writeChoice(name, value) {
  try {
    localStorage.setItem(`altwright.${name}`, value);
  } catch {
    // Refused: the choice holds for this page.
  }
}
