import { describe, expect, it } from "vitest";
import type { Message } from "../../../../src/record.js";
import { MessageFinder } from "../../../../src/report/show/find.js";
import { delivered } from "../samples.js";

function message(id: number, uid: string): Message {
	return { ...delivered, id, uid, send: null, recipients: [] };
}

const MESSAGES = [
	message(1, "m-aa11000000000000"),
	message(2, "m-aa11ffff00000000"),
	message(3, "m-bb22000000000000"),
];

function search(uid: string): MessageFinder {
	const finder = new MessageFinder({ uid });
	for (const one of MESSAGES) finder.add(one, []);
	return finder;
}

describe("looking for a message", () => {
	it("takes what begins so, with or without the first letter", () => {
		for (const uid of ["m-bb22", "bb22", "BB22 "]) {
			const { found, count, isDone } = search(uid);
			expect([found[0]?.message.id, count, isDone]).toEqual([3, 1, false]);
		}
	});

	it("prefers the whole uid to others that begin so, and is done with it", () => {
		const finder = new MessageFinder({ uid: "m-aa11" });
		for (const one of MESSAGES) finder.add(one, []);
		finder.add(message(4, "m-aa11"), []);
		finder.add(message(5, "m-aa1100"), []);
		expect(finder.found.map(({ message: { id } }) => id)).toEqual([4]);
		expect(finder.isDone).toBe(true);
	});

	it("lists all that fit", () => {
		const finder = search("aa11");
		expect(finder.count).toBe(2);
		expect(finder.describeMiss()).toMatch(
			/^aa11 is the beginning of 2 uids:\n {2}m-aa110.* delivered\n {2}m-aa11f/,
		);
	});

	it("keeps few of many", () => {
		const finder = new MessageFinder({ uid: "m-cc" });
		for (let id = 0; id < 1000; id++) finder.add(message(id, `m-cc${id}`), []);
		expect([finder.count, finder.found.length]).toEqual([1000, 20]);
		expect(finder.describeMiss()).toMatch(/and 980 more$/);
	});

	it("names the nearest when none fits, and says when there is nothing at all", () => {
		expect(search("m-bb23").describeMiss()).toContain(
			"nearest: m-bb22000000000000 (",
		);
		expect(search("m-eeee").describeMiss()).not.toContain("nearest");
		expect(new MessageFinder({ id: 1 }).describeMiss()).toContain("no message");
	});
});
