import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
	LIMIT_WORDS,
	limitsPage,
	problemsPage,
	reasonsPage,
} from "../scripts/docs.js";
import { limitDefaults } from "../src/limits.js";
import { REASON_WORDS } from "../src/report/table/words.js";
import { REASONS } from "../src/transaction/reasons.js";

function document(name: string): string {
	return readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");
}

describe("generated documents (npm run docs)", () => {
	it("limits.md is current", () => {
		expect(document("limits.md")).toBe(limitsPage());
		expect(Object.keys(LIMIT_WORDS)).toEqual(Object.keys(limitDefaults()));
	});

	it("problems.md is current", () => {
		expect(document("problems.md")).toBe(problemsPage());
	});

	it("reasons.md is current", () => {
		expect(document("reasons.md")).toBe(reasonsPage());
	});
});

describe("words of the table", () => {
	it("exist for every reason and for nothing else", () => {
		expect(Object.keys(REASON_WORDS).sort()).toEqual(
			Object.keys(REASONS).sort(),
		);
	});
});
