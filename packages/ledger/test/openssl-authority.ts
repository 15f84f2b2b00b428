/** A time-stamp authority made with OpenSSL: a certificate authority, the certificate for time-stamping, and answers. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpensslAuthority {
  /** Certificates of the authority above it, PEM: what to trust. */
  readonly certificates: string;
  /** A certificate of the same key, name and number that is for other purposes as well, PEM. */
  readonly otherPurpose: string;
  readonly folder: string;
  /** Answers a query (DER). `section` of its settings decides how. */
  answer(query: Uint8Array, section?: 'good' | 'sha1'): Uint8Array;
  /** What OpenSSL says of the answer in a file about a text, with no other certificates than those above. */
  verify(text: string, answerPath: string): string;
}

const hasOpenssl = (): boolean => {
  try {
    return /^OpenSSL [3-9]/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
};

/** Whether there is an OpenSSL to make one with. */
export const OPENSSL_IS_THERE = hasOpenssl();

const SETTINGS = `[req]
distinguished_name=name
x509_extensions=above
prompt=no
[name]
CN=Test CA
[above]
basicConstraints=critical,CA:true
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[stamping]
basicConstraints=critical,CA:false
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[web]
basicConstraints=critical,CA:false
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth,timeStamping
[good]
serial=./serial
signer_cert=./stamping.pem
certs=./ca.pem
signer_key=./stamping.key
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256,sha384,sha512,sha1
accuracy=secs:1
ess_cert_id_alg=sha256
[sha1]
serial=./serial
signer_cert=./stamping.pem
certs=./ca.pem
signer_key=./stamping.key
signer_digest=sha1
default_policy=1.2.3.4.1
digests=sha256
ess_cert_id_alg=sha256
`;

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const RSA_KEY = ['-newkey', 'rsa:2048', '-nodes'];

/** Makes an authority in a folder of its own, which whoever calls removes. */
export function createAuthority(options: { readonly key?: 'ec' | 'rsa' } = {}): OpensslAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'lodestone-authority-'));
  const openssl = (...given: string[]) => execFileSync('openssl', given, { cwd: folder, stdio: 'pipe' });
  writeFileSync(join(folder, 'settings'), SETTINGS);
  writeFileSync(join(folder, 'serial'), '01\n');
  const keyOptions = options.key === 'rsa' ? RSA_KEY : EC_KEY;
  openssl('req', '-x509', ...EC_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-config', 'settings', '-days', '3650');
  const subject = ['-subj', '/CN=Test stamping', '-config', 'settings'];
  openssl('req', ...keyOptions, '-keyout', 'stamping.key', '-out', 'stamping.csr', ...subject);
  const sign = (purpose: 'stamping' | 'web') => {
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', '7', '-days', '3650'];
    const extensions = ['-extfile', 'settings', '-extensions', purpose];
    openssl('x509', '-req', '-in', 'stamping.csr', ...signing, '-out', `${purpose}.pem`, ...extensions);
    return readFileSync(join(folder, `${purpose}.pem`), 'utf8');
  };
  sign('stamping');
  return {
    certificates: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    otherPurpose: sign('web'),
    folder,
    answer: (query, section = 'good') => {
      writeFileSync(join(folder, 'query.tsq'), query);
      const config = ['-config', 'settings', '-section', section];
      openssl('ts', '-reply', ...config, '-queryfile', 'query.tsq', '-out', 'reply.tsr');
      return readFileSync(join(folder, 'reply.tsr'));
    },
    verify: (text, answerPath) => {
      writeFileSync(join(folder, 'text'), text);
      return openssl('ts', '-verify', '-data', 'text', '-in', answerPath, '-CAfile', 'ca.pem').toString();
    },
  };
}
