// How a decoder ended. Compiled by BOTH asc and tsc: no imports.
// The words are those of problem records (OUTPUT.md); docs/problems.md explains each.
export const STATUS_OK = 0;
export const STATUS_TRUNCATED = 1; // the capture cut it short (caplen)
export const STATUS_INCOMPLETE = 2; // more octets may still come
export const STATUS_MALFORMED = 3; // violates its specification
export const STATUS_UNSUPPORTED = 4; // valid, not decoded here
export const STATUS_LIMIT = 5; // a configured limit ended it
