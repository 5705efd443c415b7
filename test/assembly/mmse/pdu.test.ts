import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCore } from "../../../src/wasm/instance.js";
import { REGION_SCRATCH } from "../../../src/wasm/layout.js";
import {
	LIMIT_FIELDS,
	LIMIT_PARTS,
	MMSE_LIKELY,
	MMSE_NO,
	MMSE_STRONG,
	PROBLEM_LIMIT_DEPTH,
	PROBLEM_LIMIT_FIELDS,
	PROBLEM_LIMIT_PARTS,
	TOKEN_IS_FIELD,
	TOKEN_IS_PART,
	TOKEN_IS_PROBLEM,
} from "../../../src/wasm/token.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";
import {
	EVERY_OCTET,
	fromHex,
	lengthLies,
	mutate,
	prefixes,
} from "../../sweep.js";
import { decodeTokens, genericEnd, type Token } from "../tokens.js";

const core = await createCore();

function decode(octets: Uint8Array): Token[] {
	return decodeTokens(core, octets, core.exports.decodeMmse);
}

const HEAD = "8c82 984e3700 8d92";
const OWN = [
	`${HEAD} 8919802b3439313630313233343536372f545950453d504c4d4e00 9608ea48c3a46c6c6f00 8a80 8e020bb8 880481025180 83687474703a2f2f682f00`,
	"8c84 985800 8d92 85046553f100 84a3 02 0401 83 8e 6100 68 0704 9e 85 612e6a00 8e6200 ffd8ffe0",
	"8c92 985800 8d92 92028180 8304 01 622f3100 9205 02 e2 00 00 00",
].map(fromHex);
const VECTORS = hasShared
	? readJson<{ vectors: { hex: string }[] }>(
			sharedPath("spec/check/vectors.json"),
		).vectors.map(({ hex }) => fromHex(hex))
	: [];
const ALL = [...OWN, ...VECTORS];

function fields(tokens: Token[]): Token[] {
	return tokens.filter(({ kind }) => kind === TOKEN_IS_FIELD);
}

describe("damage", () => {
	it(`keeps the fields before a cut, at every length${SKIP_SHARED}`, () => {
		for (const octets of ALL) {
			const whole = fields(decode(octets));
			for (const prefix of prefixes(octets)) {
				const cut = fields(decode(prefix));
				const before = cut.slice(0, -1);
				expect(before).toEqual(whole.slice(0, before.length));
			}
		}
	});

	it("stays inside the octets when lengths lie", () => {
		for (const octets of ALL) {
			if (octets.length > 400) continue;
			for (const lie of lengthLies(octets)) decode(lie);
		}
	});

	it("stays inside the octets when anything changes", () => {
		const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
		const changes = fc.array(change, { minLength: 1, maxLength: 8 });
		fc.assert(
			fc.property(fc.constantFrom(...ALL), changes, (octets, list) => {
				decode(mutate(octets, list as [number, number][]));
			}),
			{ numRuns: 2000 },
		);
	});

	it("stays inside random octets", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
				decode(octets);
				decode(Uint8Array.from([0x8c, 0x84, 0x84, 0xa3, ...octets]));
			}),
			{ numRuns: 1000 },
		);
	});
});

describe("every first octet of a value", () => {
	const CONTENT_TYPE = 0x04;
	const codes = EVERY_OCTET.filter(
		(octet) => octet >= 0x80 && octet !== (CONTENT_TYPE | 0x80),
	);

	it("ends where the generic rule ends", () => {
		for (const code of codes) {
			for (const octet of EVERY_OCTET) {
				const octets = Uint8Array.from([
					code,
					octet,
					0x03,
					0x81,
					0xea,
					0x61,
					0x00,
					0x8d,
					0x92,
					0x96,
					0x62,
					0x00,
				]);
				const tokens = fields(decode(octets));
				const end = genericEnd(octets, 1);
				const next = tokens[1];
				const what = `field ${code.toString(16)} first octet ${octet.toString(16)}`;
				if (end === octets.length) expect(next, what).toBeUndefined();
				else if (octets[end]! >= 0x20) expect(next?.start, what).toBe(end);
			}
		}
	});

	it("ends there in the delete confirmations too", () => {
		for (const type of [0x92, 0x95]) {
			for (const code of [0x83, 0x92, 0x93]) {
				for (const octet of EVERY_OCTET) {
					const octets = Uint8Array.from([
						0x8c,
						type,
						code,
						octet,
						0x82,
						0x61,
						0x00,
						0x8d,
						0x92,
						0x96,
						0x62,
						0x00,
					]);
					const next = fields(decode(octets))[2];
					const end = genericEnd(octets, 3);
					if (end === octets.length) expect(next).toBeUndefined();
					else if (octets[end]! >= 0x20) expect(next?.start).toBe(end);
				}
			}
		}
	});
});

function problems(tokens: Token[]): number[] {
	return tokens
		.filter(({ kind }) => kind === TOKEN_IS_PROBLEM)
		.map(({ code }) => code);
}

describe("limits", () => {
	it("stops after a number of fields", () => {
		const octets = new Uint8Array(2 * (LIMIT_FIELDS + 5));
		for (let at = 0; at < octets.length; at += 2) octets.set([0x86, 0x80], at);
		const tokens = decode(octets);
		expect(fields(tokens)).toHaveLength(LIMIT_FIELDS);
		expect(problems(tokens)).toEqual([PROBLEM_LIMIT_FIELDS]);
	});

	it("stops after a number of parts", () => {
		const entries = Array.from({ length: LIMIT_PARTS + 5 }, () => [
			1, 0, 0x83,
		]).flat();
		const tokens = decode(Uint8Array.from([0x84, 0xa3, 0x00, ...entries]));
		expect(tokens.filter(({ kind }) => kind === TOKEN_IS_PART)).toHaveLength(
			LIMIT_PARTS,
		);
		expect(problems(tokens)).toContain(PROBLEM_LIMIT_PARTS);
	});

	it("does not follow multiparts deeper than eight", () => {
		let body: number[] = [1, 1, 1, 0x83, 0x61];
		for (let depth = 0; depth < 12; depth++)
			body = [1, 1, body.length, 0xa3, ...body];
		const tokens = decode(Uint8Array.from([0x84, 0xa3, ...body]));
		const depths = tokens
			.filter(({ kind }) => kind === TOKEN_IS_PART)
			.map(({ depth }) => depth);
		expect(depths).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		expect(problems(tokens)).toContain(PROBLEM_LIMIT_DEPTH);
	});
});

describe("findMmse", () => {
	function find(hex: string): number {
		const octets = fromHex(hex);
		core.toScratch(octets);
		return core.exports.findMmse(
			REGION_SCRATCH,
			REGION_SCRATCH + octets.length,
		);
	}

	it.each([
		["", MMSE_NO],
		["8c", MMSE_NO],
		["8c80", MMSE_LIKELY],
		["8c8098", MMSE_STRONG],
		["8c978d92", MMSE_STRONG],
		["8c8089", MMSE_LIKELY],
		["8c9898", MMSE_NO],
		["0c8098", MMSE_NO],
		["3c68746d6c3e", MMSE_NO],
	])("%s: %i", (hex, answer) => {
		expect(find(hex)).toBe(answer);
	});
});
