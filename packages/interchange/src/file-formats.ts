/** What a file is by its first bytes, whatever it is called: drawings, pictures, and what text can be read out of. */

export interface FileFormat {
  readonly kind: 'drawing' | 'picture' | 'pdf' | 'zip' | 'compound';
  /** With its article. */
  readonly name: string;
}

interface Magic extends FileFormat {
  readonly pattern: RegExp;
}

/** Bytes are read as Latin-1, a character each. So much of a file is enough. */
export const HEAD_BYTES = 1024;

const MAGICS: readonly Magic[] = [
  { kind: 'drawing', name: 'an AutoCAD drawing (DWG)', pattern: /^AC10\d\d/ },
  {
    kind: 'drawing',
    name: 'an AutoCAD drawing (DXF)',
    pattern: /^(?:AutoCAD Binary DXF|\s*(?:999\r?\n[^\n]*\n\s*)*0\r?\nSECTION\r?\n)/,
  },
  { kind: 'drawing', name: 'a STEP model (ISO 10303-21)', pattern: /^\s*ISO-10303-21;/ },
  { kind: 'drawing', name: 'an IGES model', pattern: /^.{72}S\s{6}1\r?\n/ },
  { kind: 'drawing', name: 'a Parasolid model', pattern: /^\*\*(?:ABCDEFGHIJKLMNOPQRSTUVWXYZ|PART1)/ },
  { kind: 'drawing', name: 'a CATIA model', pattern: /^V5_CFV2/ },
  { kind: 'drawing', name: 'a JT model', pattern: /^Version \d+\.\d+ JT/ },
  { kind: 'drawing', name: 'a Rhino model (3DM)', pattern: /^3D Geometry File Format/ },
  { kind: 'drawing', name: 'a glTF model', pattern: /^glTF/ },
  { kind: 'drawing', name: 'an STL model', pattern: /^solid [^\n]{0,200}\n\s*facet normal/ },
  { kind: 'picture', name: 'a JPEG picture', pattern: /^\u00ff\u00d8\u00ff/ },
  { kind: 'picture', name: 'a PNG picture', pattern: /^\u0089PNG\r\n/ },
  { kind: 'picture', name: 'a GIF picture', pattern: /^GIF8[79]a/ },
  { kind: 'picture', name: 'a TIFF picture', pattern: /^(?:II\*\0|MM\0\*)/ },
  { kind: 'picture', name: 'a WebP picture', pattern: /^RIFF[\s\S]{4}WEBP/ },
  { kind: 'picture', name: 'a HEIC picture', pattern: /^[\s\S]{4}ftyp(?:heic|heix|mif1|avif)/ },
  { kind: 'picture', name: 'a video', pattern: /^(?:[\s\S]{4}ftyp|\u001aE\u00df\u00a3|RIFF[\s\S]{4}AVI )/ },
  { kind: 'pdf', name: 'a PDF', pattern: /%PDF-\d/ },
  { kind: 'zip', name: 'a ZIP archive or an Office file', pattern: /^PK\u0003\u0004/ },
  {
    kind: 'compound',
    name: 'an old Office file or a CAD part',
    pattern: /^\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1/,
  },
];

/** The endings of files that are drawings or models, whose bytes may not tell. */
export const DRAWING_ENDINGS: ReadonlySet<string> = new Set(
  (
    'dwg dxf dgn step stp iges igs stl sldprt sldasm slddrw catpart catproduct catdrawing ' +
    'ipt iam idw prt asm drw 3dm jt x_t x_b sat f3d fcstd glb gltf'
  ).split(' '),
);

/** The format that the first bytes of a file tell; null for text and for what is not known here. */
export function formatByBytes(head: Uint8Array): FileFormat | null {
  let text = '';
  for (const byte of head.subarray(0, HEAD_BYTES)) text += String.fromCharCode(byte);
  const found = MAGICS.find(({ pattern }) => pattern.test(text));
  return found === undefined ? null : { kind: found.kind, name: found.name };
}
