/**
 * Serial shipping container codes of GS1: 17 digits and a check digit, plain or at the end of a Digital Link
 * (`…/00/<18 digits>`). The URN of EPC (`urn:epc:id:sscc:<prefix>.<serial>`) has the 17 digits alone, divided by a point.
 * GS1 General Specifications, section 7.9 (check digit) and GS1 EPC Tag Data Standard, section 6.3 (URN).
 */
const SSCC = /^(?:https?:\/\/[^ ]*\/00\/)?(\d{17})(\d)$/;
const SSCC_URN = 'urn:epc:id:sscc:';
const SSCC_DIGITS_WITHOUT_CHECK = 17;

/** What is wrong with an id that is stated as an SSCC; null for one that is good, and for any other id. */
export function findSsccProblem(id: string): string | null {
  if (id.startsWith(SSCC_URN)) {
    const [prefix = '', serial = '', ...more] = id.slice(SSCC_URN.length).split('.');
    const digits = prefix + serial;
    if (more.length === 0 && prefix !== '' && serial !== '' && /^\d{17}$/.test(digits)) return null;
    return `is an SSCC in the form of EPC, and has ${digits.length} characters beside the point: there are ${SSCC_DIGITS_WITHOUT_CHECK} digits, none of them the check digit`;
  }
  const [, digits, stated] = SSCC.exec(id) ?? [];
  if (digits === undefined || stated === undefined) return null;
  const right = checkDigitOf(digits);
  return stated === right
    ? null
    : `is an SSCC with the check digit ${stated}, and ${right} is right: ${digits}${right}`;
}

/** Modulo 10 with the weights 3 and 1, the last digit weighing 3. */
function checkDigitOf(digits: string): string {
  let sum = 0;
  for (const [index, digit] of digits.split('').reverse().entries()) sum += Number(digit) * (index % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}
