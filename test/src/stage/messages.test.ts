import { describe, expect, it } from "vitest";
import { sortLimits } from "../../../src/limits.js";
import type { Exchange, Message } from "../../../src/record.js";
import { MessageStage } from "../../../src/stage/messages.js";
import {
	A,
	correlate,
	notification,
	Story,
	T0,
} from "../transaction/exchange.js";

const DAY = 86_400;

/** A notification of its own each minute. */
function notifications(count: number): Exchange[] {
	const story = new Story();
	for (let i = 0; i < count; i++) {
		story.push(A, notification(`N${i}x`, `http://mmsc.example/m/${i}abcdef`));
		story.wait(60);
	}
	return story.exchanges;
}

function uidsOf(messages: readonly Message[]): string[] {
	return messages.map(({ uid }) => uid);
}

describe("MessageStage", () => {
	it("gives out what ended before it is told more, when it is asked to settle", () => {
		const stage = new MessageStage(sortLimits({}));
		for (const exchange of notifications(3)) stage.onExchange(exchange);
		stage.onTime(Math.floor(T0) + 2 * DAY);
		expect(stage.ready).toEqual([]);
		stage.settle();
		expect(stage.ready).toHaveLength(3);
	});

	it("settles by itself when much waits", () => {
		const stage = new MessageStage(sortLimits({}));
		for (const exchange of notifications(800)) stage.onExchange(exchange);
		expect(stage.ready.length).toBeGreaterThan(0);
	});

	it("takes what waits in a pause, when it is worth its while", () => {
		const stage = new MessageStage(sortLimits({}));
		const all = notifications(400);
		for (const exchange of all.slice(0, 20)) stage.onExchange(exchange);
		stage.onPause();
		expect(stage.ready).toHaveLength(0);
		for (const exchange of all.slice(20)) stage.onExchange(exchange);
		expect(stage.ready).toHaveLength(0);
		stage.onPause();
		expect(stage.ready.length).toBeGreaterThan(0);
	});

	it("makes the same messages in the same order, however often it settles", () => {
		const exchanges = notifications(300);
		const end = T0 + 2 * DAY;
		const expected = uidsOf(correlate(exchanges, { end }));
		for (const every of [1, 1000]) {
			const stage = new MessageStage(sortLimits({}));
			exchanges.forEach((exchange, i) => {
				stage.onTime(Math.floor(exchange.request!.time));
				stage.onExchange(exchange);
				if (i % every === 0) stage.settle();
			});
			while (stage.finish(end));
			expect(uidsOf(stage.ready)).toEqual(expected);
		}
	});
});
