/** First unit of a packed value; from SMALL on the value itself, a whole number. All units are below 0x80. */
export const FALSE = 0;
export const TRUE = 1;
export const NULL = 2;
export const UNDEFINED = 3;
/** A whole number, and one below zero. */
export const WHOLE = 4;
export const MINUS = 5;
/** Microseconds since the number of this kind before it, and before that. */
export const LATER = 6;
export const EARLIER = 7;
/** Any other number: its 64 bits. */
export const BITS = 8;
/** A text in ASCII, another one, and one that its key had before. */
export const ASCII = 9;
export const WIDE = 10;
export const KNOWN = 11;
export const LIST = 12;
/** Whole numbers that rise. */
export const RISING = 13;
/** An object by its shape, and one with its keys. */
export const OBJECT = 14;
export const LOOSE = 15;
/** A text of this record again, by number. */
export const AGAIN = 16;
export const SMALL = 17;
export const SMALL_COUNT = 0x80 - SMALL;

/** A unit of a number: six bits, and whether more follow. */
export const MORE = 0x40;
export const DIGIT = 0x3f;
export const DIGIT_BITS = 6;
/** Texts of this length and more are not written twice in a record. */
export const LONG_TEXT = 12;

/**
 * In a list that rises, a unit below STEP holds one or two steps of up to 7, the second one above the first; from STEP
 * on it is the first five bits of one larger step.
 */
export const STEP = 0x40;
export const STEP_MORE = 0x20;
export const STEP_DIGIT = 0x1f;
export const NEAR = 7;
