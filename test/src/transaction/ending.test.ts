import fc from "fast-check";
import { expect, test } from "vitest";
import type { Problem } from "../../../src/record.js";
import { Bundles } from "../../../src/transaction/bundle.js";
import { newDraft } from "../../../src/transaction/draft.js";
import {
	compareFinished,
	Ending,
	type Finished,
} from "../../../src/transaction/ending.js";
import type { Bundle, Evidence } from "../../../src/transaction/evidence.js";

function finishedAt(firstFrame: number): Finished {
	const draft = newDraft();
	const exchanges: Evidence[] = [];
	const finalTime = 0;
	const problems: Problem[] = [];
	return {
		draft,
		exchanges,
		hops: exchanges,
		finalTime,
		firstFrame,
		problems,
		isWaiting: false,
	};
}

/** Bundles of messages that begin at these frames. */
function bundlesOf(frames: readonly (readonly number[])[]): Bundle[] {
	const bundles = new Bundles(1);
	return frames.map((own) => {
		const firstFrame = Math.min(...own);
		return bundles.add({
			role: "attempt",
			firstFrame,
			lastTime: 0,
		} as Evidence);
	});
}

test("messages of all bundles come in order, and wait no longer than they must", () => {
	const frames = fc.array(
		fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }),
		{ maxLength: 8 },
	);
	fc.assert(
		fc.property(frames, (framesOfBundles) => {
			const bundles = bundlesOf(framesOfBundles);
			const ending = new Ending(bundles, () => 0);
			const all: Finished[] = [];
			const written: Finished[] = [];
			for (let one = ending.next(); one; one = ending.next()) {
				const own = framesOfBundles[bundles.indexOf(one)]!.map(finishedAt);
				all.push(...own);
				written.push(...ending.order(own));
				for (const message of all)
					expect(message.isWaiting).toBe(!written.includes(message));
			}
			// Of equals the one whose bundle came first.
			const sorted = [...all].sort(compareFinished);
			const placeOf = (one: Finished) => all.indexOf(one);
			expect(written.map(placeOf)).toEqual(sorted.map(placeOf));
		}),
	);
});
