/** Reads a line that is typed, and shows nothing of it. */
import { StringDecoder } from 'node:string_decoder';

const INTERRUPT = '\u0003';
const END_OF_INPUT = '\u0004';
const LINE_MAX_CHARACTERS = 1_000;

/** The line without its end; null when whoever types has given up (Ctrl-C, Ctrl-D on an empty line), or the input ends. */
export async function readHiddenLine(input: AsyncIterable<Uint8Array>): Promise<string | null> {
  const decoder = new StringDecoder('utf8');
  // A list, so that what is taken back is a whole character, however many code units it has.
  const line: string[] = [];
  for await (const bytes of input) {
    for (const character of decoder.write(Buffer.from(bytes))) {
      if (character === '\r' || character === '\n') return line.join('');
      if (character === INTERRUPT || (character === END_OF_INPUT && line.length === 0)) return null;
      // Backspace is one of two, by the terminal.
      if (character === '\u007f' || character === '\b') line.pop();
      else if (character >= ' ' && line.length < LINE_MAX_CHARACTERS) line.push(character);
    }
  }
  return null;
}
