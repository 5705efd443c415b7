/** First octet of a packed value. */
export const FALSE = 0;
export const TRUE = 1;
export const NULL = 2;
export const UNDEFINED = 3;
/** A whole number of two, three or four octets, of more, and one below zero. */
export const WORD = 4;
export const TRIPLE = 5;
export const LONG = 6;
export const WHOLE = 7;
export const MINUS = 8;
/** A whole number near the one before it: so many more in one octet, or in two with a sign. */
export const NEXT = 9;
export const NEAR = 10;
/** The time before it again, or microseconds since that, and before that. */
export const SAME_TIME = 11;
export const LATER = 12;
export const EARLIER = 13;
/** Any other number: its 64 bits. */
export const BITS = 14;
/** The ends of the exchange. */
export const CLIENT = 15;
export const SERVER = 16;
/** Eight octets in hexadecimal digits, and those with `x-` in front. */
export const HASH = 17;
export const UID = 18;
/** A text of more octets, one with other than ASCII, and one of many that its key had before. */
export const LONG_TEXT = 19;
export const WIDE = 20;
export const KNOWN = 21;
export const LIST = 22;
/** Whole numbers that rise: one, the one before it alone, and more. */
export const ONE = 23;
export const SAME = 24;
export const RISING = 25;
/** An object by its shape, and one with its keys. */
export const OBJECT = 26;
export const LOOSE = 27;
/** An object by its layout, and one with more keys behind. */
export const LAID = 28;
export const LAID_MORE = 29;
/** So many keys, from one on, have no value. */
export const SKIP = 30;
export const SKIP_COUNT = 16;
/** One of the first texts that its key had. */
export const FEW = SKIP + SKIP_COUNT;
export const FEW_COUNT = 20;
/** A text of so many octets. */
export const TEXT = FEW + FEW_COUNT;
export const TEXT_COUNT = 64;
/** A small whole number itself. */
export const SMALL = TEXT + TEXT_COUNT;
export const SMALL_COUNT = 0x100 - SMALL;

/** Octets of a number: seven bits each, and whether more follow. */
export const MORE = 0x80;
export const DIGIT = 0x7f;
export const DIGIT_BITS = 7;

/**
 * Steps of what rises. Two of 1 to PAIR are one octet below ONE_STEP; a single one is an octet below FAR_STEP, a
 * larger one two octets, of which the first is below HUGE_STEP, else this and four octets.
 */
export const PAIR = 15;
export const ONE_STEP = PAIR * PAIR;
export const FAR_STEP = ONE_STEP + PAIR;
export const HUGE_STEP = 0xff;
export const FAR_LIMIT = (HUGE_STEP - FAR_STEP) * 0x100;

/** Octets of a hash; so many are kept as such in a record. */
export const HASH_OCTETS = 8;
export const HASH_DIGITS = 16;
export const HASHES_LIMIT = 0xff;
export const UID_PREFIX = "x-";
