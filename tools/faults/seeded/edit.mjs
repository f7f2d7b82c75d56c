/** @throws where the text to replace is not there exactly once: the product has changed, and the defect has to follow */
export function edited(text, { file, find, replace }, name) {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${name}: ${file} has ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}
