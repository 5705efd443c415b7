import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
	orderOf,
	REASONS,
	type ReasonId,
	reasonOf,
} from "../../../src/transaction/reasons.js";

const TABLE = "../shared/spec/states-reasons.json";
const ids = Object.keys(REASONS) as ReasonId[];

describe("reasons", () => {
	test("are 77, each with words of its own", () => {
		expect(ids).toHaveLength(77);
		expect(new Set(ids.map((id) => reasonOf(id).title)).size).toBe(77);
		for (const id of ids) {
			const { title, evidence, causes, next } = reasonOf(id);
			expect(title, id).toMatch(/^[A-Z].*\.$/);
			expect(evidence, id).toMatch(/\.$/);
			expect(causes.length, id).toBeGreaterThan(0);
			expect(next, id).toMatch(/\.$/);
		}
	});

	test("keep the order of the table", () => {
		expect(ids.map(orderOf)).toEqual(ids.map((_, index) => index));
	});

	test.skipIf(!existsSync(TABLE))(
		"equal the shared table (skipped without ../shared)",
		() => {
			const { entries } = JSON.parse(readFileSync(TABLE, "utf8"));
			const machine = ids.map((id) => {
				const { leg, phase, outcome, final, retryLikely, verdict, fault } =
					reasonOf(id);
				return { id, leg, phase, outcome, final, retryLikely, verdict, fault };
			});
			const shared = entries.map((entry: Record<string, unknown>) => {
				const { id, leg, phase, outcome, final, retryLikely, verdict, fault } =
					entry;
				return { id, leg, phase, outcome, final, retryLikely, verdict, fault };
			});
			expect(machine).toEqual(shared);
		},
	);
});
