import { describe, expect, test } from "vitest";
import {
	Continuations,
	continuedBy,
} from "../../../src/transaction/continuation.js";
import type { Evidence } from "../../../src/transaction/evidence.js";

const ID = "constant@mmsc.example";
const LONG = "http://mmsc.example/mms?id=a1b2c3d4e5f6";

function evidence(told: Partial<Evidence>): Evidence {
	const one = { role: "delivery", client: "|10.0.0.1", ...told };
	return one as unknown as Evidence;
}

/** What goes on under an id after messages of two exchanges each were written with it. */
function namedAfter(...uids: string[]): string | undefined {
	const continuations = new Continuations(100);
	for (const uid of uids) {
		const both = [
			evidence({ role: "send", messageId: ID }),
			evidence({ role: "retrieve", messageId: ID }),
		];
		continuations.remember({ uid, messageId: ID }, both, undefined);
	}
	return continuations.before(evidence({ messageId: ID }))?.uid;
}

describe("what comes after a message was written", () => {
	test("goes on with it by its Message-ID, unless several messages have it", () => {
		expect(namedAfter()).toBeUndefined();
		expect(namedAfter("a")).toBe("a");
		expect(namedAfter("a", "a")).toBe("a");
		expect(namedAfter("a", "b")).toBeUndefined();
		expect(namedAfter("a", "b", "c")).toBeUndefined();
	});

	test("goes on with the latest of those that went on with each other", () => {
		const continuations = new Continuations(100);
		const exchanges = [evidence({ messageId: ID })];
		continuations.remember({ uid: "a", messageId: ID }, exchanges, undefined);
		continuations.remember({ uid: "b", messageId: ID }, exchanges, "a");
		expect(continuations.before(exchanges[0]!)?.uid).toBe("b");
	});

	test("goes on with it by a long location, or by a short one of the same client", () => {
		const continuations = new Continuations(100);
		const short = "http://mmsc.example/1";
		continuations.remember(
			{ uid: "a", messageId: undefined },
			[evidence({ location: LONG }), evidence({ location: short })],
			undefined,
		);
		const uidAt = (location: string, client: string) =>
			continuations.before(evidence({ location, client }))?.uid;
		expect(uidAt(LONG, "|10.0.0.2")).toBe("a");
		expect(uidAt(short, "|10.0.0.1")).toBe("a");
		expect(uidAt(short, "|10.0.0.2")).toBeUndefined();
	});

	test("keeps each key of a message that has many, however often", () => {
		const continuations = new Continuations(100);
		const exchanges = Array.from({ length: 60 }, (_, i) =>
			evidence({ location: `${LONG}${i % 30}` }),
		);
		continuations.remember(
			{ uid: "a", messageId: undefined },
			exchanges,
			undefined,
		);
		for (const one of exchanges)
			expect(continuations.before(one)?.uid).toBe("a");
	});

	test("a submission begins a message of its own", () => {
		const continuations = new Continuations(100);
		const send = evidence({ role: "send", messageId: ID });
		continuations.remember({ uid: "a", messageId: ID }, [send], undefined);
		expect(continuations.before(send)).toBeUndefined();
		const later = evidence({ continues: { uid: "a", messageId: ID } });
		expect(continuedBy([later])?.uid).toBe("a");
		expect(continuedBy([send, later])).toBeUndefined();
	});
});
