// Writes token rows (src/wasm/token.ts). A row is a record that its writer owns: readers of values take its address
// and fill in form, offset, length and value; they return where the next value starts.
import { REGION_TOKENS } from "../src/wasm/layout";
import {
	TOKEN_CODE,
	TOKEN_DEPTH,
	TOKEN_FLAGS,
	TOKEN_FORM,
	TOKEN_HIGH,
	TOKEN_IS_PROBLEM,
	TOKEN_KIND,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_SIZE,
	TOKEN_START,
	TOKEN_VALUE,
	TOKENS_CAPACITY,
	TOKENS_COUNT,
	TOKENS_FIRST,
	TOKENS_OVERFLOW,
	TOKENS_SPARE,
} from "../src/wasm/token";

export function beginTokens(): void {
	store<u32>(REGION_TOKENS + TOKENS_COUNT, 0);
	store<u32>(REGION_TOKENS + TOKENS_OVERFLOW, 0);
}

export function tokenCount(): u32 {
	return load<u32>(REGION_TOKENS + TOKENS_COUNT);
}

/** True when rows were dropped: loops over octets end then. */
export function isFull(): bool {
	return load<u32>(REGION_TOKENS + TOKENS_OVERFLOW) != 0;
}

/** Where the next row will be; the spare row, which nobody reads, when none is left. */
export function nextRow(): u32 {
	let count = tokenCount();
	if (count >= <u32>TOKENS_CAPACITY) return REGION_TOKENS + TOKENS_SPARE;
	return REGION_TOKENS + TOKENS_FIRST + count * TOKEN_SIZE;
}

/** The next row, empty. */
export function openToken(kind: u32, code: u32, start: u32, depth: u32): u32 {
	let row = nextRow();
	if (row == REGION_TOKENS + TOKENS_SPARE) {
		store<u32>(REGION_TOKENS + TOKENS_OVERFLOW, 1);
	} else {
		store<u32>(REGION_TOKENS + TOKENS_COUNT, tokenCount() + 1);
	}
	store<u64>(row, 0);
	store<u64>(row, 0, 8);
	store<u64>(row, 0, 16);
	store<u64>(row, 0, 24);
	store<u8>(row, <u8>kind, TOKEN_KIND);
	store<u8>(row, <u8>depth, TOKEN_DEPTH);
	store<u32>(row, code, TOKEN_CODE);
	store<u32>(row, start, TOKEN_START);
	return row;
}

/** Something odd about the octets at `at`. */
export function addProblem(code: u32, at: u32, needed: u32, there: u32): void {
	let row = openToken(TOKEN_IS_PROBLEM, code, at, 0);
	store<u32>(row, at, TOKEN_OFFSET);
	store<u32>(row, needed, TOKEN_VALUE);
	store<u32>(row, there, TOKEN_HIGH);
}

export function setForm(row: u32, form: u32): void {
	store<u8>(row, <u8>form, TOKEN_FORM);
}

export function formOf(row: u32): u32 {
	return load<u8>(row, TOKEN_FORM);
}

export function addFlag(row: u32, flag: u32): void {
	store<u8>(row, load<u8>(row, TOKEN_FLAGS) | <u8>flag, TOKEN_FLAGS);
}

export function setOctets(row: u32, form: u32, p: u32, length: u32): void {
	setForm(row, form);
	store<u32>(row, p, TOKEN_OFFSET);
	store<u32>(row, length, TOKEN_LENGTH);
}

export function setNumber(row: u32, form: u32, value: u64): void {
	setForm(row, form);
	store<u32>(row, <u32>value, TOKEN_VALUE);
	store<u32>(row, <u32>(value >> 32), TOKEN_HIGH);
}
