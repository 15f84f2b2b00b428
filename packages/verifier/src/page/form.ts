/** What the reader gives: the bundle, the keys, and perhaps a policy. */
import { printable } from '@lodestone/lineage/plain-text.ts';
import { parseTrust, parseTrustedKeys } from '@lodestone/evidence/parse-trust.ts';
import { byId } from './element.ts';
import type { CheckRequest } from './messages.ts';
import { saveFile } from './save-file.ts';

export interface FormListener {
  /** Anything that the reader gives has changed. */
  onChange(): void;
  onCheck(request: CheckRequest): void;
}

export interface OpenForm {
  complain(message: string): void;
}

/** Keys and policies are short; a file that is longer is another one. */
const TEXT_FILE_MAX_BYTES = 1024 * 1024;

/** Connects the form of the page. */
export function openForm({ onChange, onCheck }: FormListener): OpenForm {
  const bundle = byId('bundle', HTMLInputElement);
  const bundleName = byId('bundle-name', HTMLElement);
  const keys = byId('keys', HTMLTextAreaElement);
  const policy = byId('policy', HTMLTextAreaElement);
  const trouble = byId('trouble', HTMLElement);
  let chosen: File | null = null;

  const complain = (message: string) => {
    trouble.textContent = message;
  };
  const choose = (file: File) => {
    chosen = file;
    bundleName.textContent = `${printable(file.name)}, ${file.size.toLocaleString('en')} bytes`;
    onChange();
  };
  const request = (): CheckRequest | string => {
    if (chosen === null) return 'Choose a bundle first.';
    const policyText = policy.value.trim() === '' ? null : policy.value;
    const trust = parseTrust(keys.value, policyText);
    return trust.ok ? { file: chosen, keysText: keys.value, policyText } : `Not checked: ${trust.problem}.`;
  };

  bundle.addEventListener('change', () => {
    const file = bundle.files?.[0];
    if (file !== undefined) choose(file);
  });
  for (const field of [keys, policy]) field.addEventListener('input', onChange);
  readFileInto('keys-file', keys, { onChange, complain });
  readFileInto('policy-file', policy, { onChange, complain });
  acceptDrops(choose);
  byId('save-keys', HTMLButtonElement).addEventListener('click', () => {
    const parsed = parseTrustedKeys(keys.value);
    if (!parsed.ok) return complain(`Not saved: ${parsed.problem}.`);
    if (parsed.value.length === 0) return complain('There are no keys to save.');
    saveFile('trusted-keys.txt', 'text/plain', `${keys.value.trim()}\n`);
  });
  byId('form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const asked = request();
    if (typeof asked === 'string') return complain(asked);
    complain('');
    onCheck(asked);
  });
  return { complain };
}

function readFileInto(
  id: string,
  field: HTMLTextAreaElement,
  { onChange, complain }: Pick<FormListener, 'onChange'> & OpenForm,
): void {
  const input = byId(id, HTMLInputElement);
  const read = async (file: File) => {
    if (file.size > TEXT_FILE_MAX_BYTES) return complain(`${file.name} is too large to be keys or a policy.`);
    // The field shows what is used from here on.
    field.value = await file.text();
    onChange();
  };
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) read(file).catch(() => complain(`${file.name} cannot be read.`));
    input.value = '';
  });
}

/** A file may be dropped anywhere; the browser would open it in place of the page otherwise. */
function acceptDrops(choose: (file: File) => void): void {
  const place = document.documentElement;
  const mark = (isOver: boolean) => place.classList.toggle('dropping', isOver);
  addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) choose(file);
  });
}
