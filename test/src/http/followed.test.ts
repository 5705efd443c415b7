import { expect, it } from "vitest";
import type { HttpConversation } from "../../../src/http/connection.js";
import { FollowedTable } from "../../../src/http/followed.js";
import { Random } from "../../builder/index.js";

/** The table looks at nothing but the stream. */
function conversation(stream: number): HttpConversation {
	return { stream } as HttpConversation;
}

it("finds connections and keeps their order, whatever comes and goes", () => {
	const random = new Random(1);
	const table = new FollowedTable();
	const model = new Map<number, number>();
	for (let step = 0; step < 20_000; step++) {
		// More come than go for a while, then the other way round.
		const isGrowing = step % 10_000 < 6000;
		const stream = (random.u32() % 8000) * 0x3_1234 + 0x8000_0000;
		const slot = table.find(stream);
		expect(slot).toBe(model.get(stream) ?? 0);
		if (slot === 0) model.set(stream, table.add(conversation(stream)));
		else if (!isGrowing) {
			table.remove(slot);
			model.delete(stream);
		}
		if (!isGrowing && table.oldest !== 0) {
			const oldest = table.stream(table.oldest);
			expect(model.keys().next().value).toBe(oldest);
			table.remove(table.oldest);
			model.delete(oldest);
		}
		expect(table.size).toBe(model.size);
	}
	for (const [stream, slot] of model) {
		expect(table.oldest).toBe(slot);
		expect(table.kept(slot)).toEqual({ stream });
		table.remove(slot);
	}
	expect(table.oldest).toBe(0);
});
