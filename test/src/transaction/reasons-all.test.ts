import { describe, expect, test } from "vitest";
import type { Leg, Message } from "../../../src/record.js";
import { REASONS, type ReasonId } from "../../../src/transaction/reasons.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";
import * as x from "./exchange.js";
import { ATTEMPTS, CAPTURED } from "./reasons/attempts.js";
import type { Case, StoryCase } from "./reasons/case.js";
import { RECIPIENTS } from "./reasons/recipients.js";
import { REPORTS } from "./reasons/reports.js";
import { Scene } from "./reasons/scene.js";
import { SENDS } from "./reasons/sends.js";

interface Row {
	id: ReasonId;
	outcome: string;
	verdict: string;
	fault?: string;
}

/** Reasons that only captures of SMS bearers show, which are not read yet. */
const NEED_SMS: readonly ReasonId[] = [
	// Results of SMPP and SMSC receipts.
	"notify-bearer-refused",
];

const CASES: readonly Case[] = [
	...SENDS,
	...RECIPIENTS,
	...REPORTS,
	...CAPTURED,
];

const title = ({ reason, name }: Case | StoryCase) =>
	name === undefined ? reason : `${reason}: ${name}`;

function legsOf(messages: readonly Message[]): Leg[] {
	return messages.flatMap(({ send, recipients }) =>
		send ? [send, ...recipients] : recipients,
	);
}

/** The leg that has the reason, as the case says. */
function check(
	one: Case | StoryCase,
	messages: readonly Message[],
	frames: readonly number[],
): void {
	const { reason, decides, state, fault, mayRetry } = one;
	const leg = legsOf(messages).find(
		({ reasons, reason: deciding }) =>
			deciding === (decides ?? reason) &&
			reasons.some((found) => found.reason === reason),
	);
	const seen = legsOf(messages).map((each) => [
		each.reason,
		...each.reasons.map((found) => found.reason),
	]);
	expect(leg, JSON.stringify(seen)).toBeDefined();
	if (one.only) expect(messages, JSON.stringify(seen)).toHaveLength(1);
	const own = leg!.reasons.filter((found) => found.reason === reason);
	expect(own.map((found) => found.frames)).toContainEqual(frames);
	const row = REASONS[decides ?? reason] as { fault?: string };
	const { outcome, verdict } = REASONS[decides ?? reason];
	expect(leg).toMatchObject({ state, ...(!decides && { outcome, verdict }) });
	if (!decides && verdict !== "ok") expect(leg!.fault).toBe(fault ?? row.fault);
	if (!decides) expect(leg!.mayRetry).toBe(mayRetry);
}

describe("every reason from a capture", () => {
	test.each(CASES.map((one) => [title(one), one] as const))(
		"%s",
		async (_, one) => {
			const scene = new Scene();
			const frames = one.play(scene);
			check(one, await scene.run(one.options), frames);
		},
	);
});

describe("reasons from exchanges", () => {
	test.each(ATTEMPTS.map((one) => [title(one), one] as const))(
		"%s",
		(_, one) => {
			const story = new x.Story();
			const frames = one.play(story);
			check(one, story.run({ end: one.end ?? story.time }), frames);
		},
	);
});

describe.skipIf(!hasShared)(`the table of reasons${SKIP_SHARED}`, () => {
	const rows = hasShared
		? readJson<{ entries: Row[] }>(sharedPath("spec", "states-reasons.json"))
				.entries
		: [];

	test("every reason has a capture that produces it", () => {
		const shown = new Set<ReasonId>(CASES.map(({ reason }) => reason));
		const missing = rows
			.map(({ id }) => id)
			.filter((id) => !shown.has(id) && !NEED_SMS.includes(id));
		expect(missing).toEqual([]);
	});

	test("what needs SMS has no life here", () => {
		const shown = CASES.map(({ reason }) => reason);
		expect(NEED_SMS.filter((id) => shown.includes(id))).toEqual([]);
	});
});
