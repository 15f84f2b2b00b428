import { element } from './element.ts';

/** Lets the reader save a text as a file; nothing leaves the machine. */
export function saveFile(fileName: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href: address, download: fileName }).click();
  URL.revokeObjectURL(address);
}
