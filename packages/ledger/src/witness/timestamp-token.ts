/** Time-stamp tokens (RFC 3161): asking an authority for one, and checking one offline. The one file that knows pkijs. */
import { hash, randomBytes, X509Certificate } from 'node:crypto';
import { accept, type Parsed, refuse } from '@lodestone/proof/parsed.ts';
import {
  AlgorithmIdentifier,
  Certificate,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { Integer, ObjectIdentifier, OctetString } from 'asn1js';

/** What a token says that was checked. */
export interface Timestamp {
  /** RFC 3339. */
  readonly at: string;
  /** The subject of the certificate that signed it, as OpenSSL writes it. */
  readonly authority: string;
}

/** A request, and what its answer must repeat. */
export interface TimestampRequest {
  readonly der: Uint8Array;
  readonly nonce: Uint8Array;
}

const SHA256_OID = '2.16.840.1.101.3.4.2.1';
/** SHA-256, SHA-384 and SHA-512: what a signature may be over. */
const DIGEST_OIDS: ReadonlySet<string> = new Set([SHA256_OID, '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']);
const TST_INFO_OID = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE_OID = '1.2.840.113549.1.9.3';
/** RFC 3161 §2.3: the only purpose that the certificate of an authority may have. */
const TIME_STAMPING_OID = '1.3.6.1.5.5.7.3.8';
/** RFC 3161 §2.4.2: granted, granted with modifications. */
const GRANTED: ReadonlySet<number> = new Set([0, 1]);
const NONCE_BYTES = 16;

/** Asks for a token over these bytes, with the certificates that checking it offline takes. */
export function requestTimestamp(message: Uint8Array): TimestampRequest {
  const nonce = randomBytes(NONCE_BYTES);
  // A positive number in its one spelling: DER knows no leading zeros.
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256_OID }),
      hashedMessage: new OctetString({ valueHex: hash('sha256', message, 'buffer') }),
    }),
    nonce: new Integer({ valueHex: nonce }),
    certReq: true,
  });
  return { der: new Uint8Array(request.toSchema().toBER()), nonce };
}

/** Reads the certificates of a PEM file. */
export function parseCertificates(pem: string): Parsed<X509Certificate[]> {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) return refuse('it has no certificate: expected PEM, -----BEGIN CERTIFICATE-----');
  try {
    return accept(blocks.map((block) => new X509Certificate(block)));
  } catch (error) {
    return refuse(`a certificate in it cannot be read (${describe(error)})`);
  }
}

/** What the token of an answer is over, as SHA-256 in hexadecimal digits. No signature is checked. */
export function imprintOf(answer: Uint8Array): Parsed<string> {
  const opened = openToken(answer);
  return opened.ok ? accept(opened.value.imprint) : opened;
}

/** Whether an answer is to this request: with its nonce, over the same bytes. Whoever signed it is not looked at. */
export function checkAnswer(answer: Uint8Array, message: Uint8Array, { nonce }: TimestampRequest): Parsed<null> {
  const opened = openTokenOf(answer, message);
  if (!opened.ok) return opened;
  const found = opened.value.info.nonce?.valueBlock.valueHexView;
  if (found !== undefined && Buffer.from(nonce).equals(found)) return accept(null);
  return refuse('the token is not an answer to this request: it has another nonce');
}

/**
 * Checks the answer of an authority, as it came: that the token in it is over these bytes, by one signer whose certificate is
 * for time-stamping alone, and leads to one of the trusted certificates at the time of the token. Whether a certificate was
 * revoked is not asked.
 */
export async function checkTimestamp(
  answer: Uint8Array,
  message: Uint8Array,
  trusted: readonly X509Certificate[],
): Promise<Parsed<Timestamp>> {
  const opened = openTokenOf(answer, message);
  if (!opened.ok) return opened;
  const { signed, info } = opened.value;
  try {
    const { signatureVerified, signerCertificate } = await signed.verify({
      signer: 0,
      trustedCerts: trusted.map(({ raw }) => Certificate.fromBER(copyOf(raw))),
      data: copyOf(message),
      checkChain: true,
      extendedMode: true,
    });
    if (signatureVerified !== true || !signerCertificate) return refuse('the signature of the token is not good');
    const certificate = new X509Certificate(new Uint8Array(signerCertificate.toSchema().toBER()));
    const { keyUsage, subject } = certificate;
    if (keyUsage?.length !== 1 || keyUsage[0] !== TIME_STAMPING_OID) {
      return refuse(`the certificate ${name(subject)} is not one for time-stamping alone (RFC 3161 §2.3)`);
    }
    return accept({ at: info.genTime.toISOString(), authority: name(subject) });
  } catch (error) {
    return refuse(describe(error));
  }
}

interface OpenedToken {
  readonly signed: SignedData;
  readonly info: TSTInfo;
  readonly imprint: string;
}

/** The same, and holds the imprint against the bytes. */
function openTokenOf(answer: Uint8Array, message: Uint8Array): Parsed<OpenedToken> {
  const opened = openToken(answer);
  if (!opened.ok) return opened;
  const expected = hash('sha256', message);
  const { imprint } = opened.value;
  return imprint === expected ? opened : refuse(`the token is over ${imprint}, expected ${expected}`);
}

/** Reads the form of an answer. No signature is checked. */
function openToken(answer: Uint8Array): Parsed<OpenedToken> {
  try {
    const response = TimeStampResp.fromBER(copyOf(answer));
    const { status } = response.status;
    if (!GRANTED.has(status)) return refuse(`the authority has not granted it: status ${status}`);
    if (response.timeStampToken === undefined) return refuse('there is no token in the answer');
    const signed = new SignedData({ schema: response.timeStampToken.content });
    const problem = findProblem(signed);
    if (problem !== null) return refuse(problem);
    const content = signed.encapContentInfo.eContent;
    if (content === undefined) return refuse('the token says nothing');
    const info = TSTInfo.fromBER(content.getValue());
    const { hashAlgorithm, hashedMessage } = info.messageImprint;
    if (hashAlgorithm.algorithmId !== SHA256_OID) return refuse('the token is over another hash than SHA-256');
    return accept({ signed, info, imprint: Buffer.from(hashedMessage.valueBlock.valueHexView).toString('hex') });
  } catch (error) {
    return refuse(`it cannot be read (${describe(error)})`);
  }
}

/** What RFC 3161 and RFC 5652 ask for and the library does not. */
function findProblem({ encapContentInfo, signerInfos }: SignedData): string | null {
  if (encapContentInfo.eContentType !== TST_INFO_OID) return 'what is signed is no time-stamp';
  const [signer, another] = signerInfos;
  if (signer === undefined || another !== undefined) return 'a token has one signer';
  if (!DIGEST_OIDS.has(signer.digestAlgorithm.algorithmId)) return 'it is signed over a hash that is none of SHA-2';
  const types = signer.signedAttrs?.attributes.filter(({ type }) => type === CONTENT_TYPE_OID) ?? [];
  const [type] = types.flatMap(({ values }): unknown[] => values);
  const said = type instanceof ObjectIdentifier ? type.getValue() : null;
  return said === TST_INFO_OID ? null : 'the signer has not said that it signs a time-stamp';
}

function name(subject: string): string {
  return subject.split('\n').join(', ');
}

/** The library takes buffers of their own. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
