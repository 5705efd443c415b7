import { describe, expect, test, vi } from "vitest";
import { KeyList } from "../../../src/transaction/keylist.js";
import { KeyTable } from "../../../src/transaction/keytable.js";

const VALUE = KeyTable.OWN;

function hashOf(text: string): [number, number] {
	const keys = new KeyList();
	keys.add(1, text);
	return [keys.high(0), keys.low(0)];
}

describe("keys", () => {
	test("differ by kind, by text and by where one text ends", () => {
		const keys = new KeyList();
		keys.add(1, "ab");
		keys.add(2, "ab");
		keys.addJoined(1, "a", "b");
		keys.addJoined(1, "", "ab");
		keys.addJoined(1, "a", "b", "");
		const seen = new Set<string>();
		for (let i = 0; i < keys.count; i++)
			seen.add(`${keys.high(i)} ${keys.low(i)}`);
		expect(seen.size).toBe(5);
	});

	test("of counted ids are all different, in each half nearly so", () => {
		const whole = new Set<string>();
		const high = new Set<number>();
		const low = new Set<number>();
		for (let i = 0; i < 100_000; i++) {
			const [a, b] = hashOf(`${i}.${(i * 7919).toString(16)}@mmsc.example`);
			whole.add(`${a} ${b}`);
			high.add(a);
			low.add(b);
		}
		expect(whole.size).toBe(100_000);
		expect(high.size).toBeGreaterThan(99_980);
		expect(low.size).toBeGreaterThan(99_980);
	});

	test("are others in each run, so that none can be forged", async () => {
		const inNewRun = async () => {
			vi.resetModules();
			const room = await import("../../../src/transaction/keylist.js");
			const keys = new room.KeyList();
			keys.add(1, "M1@mmsc.example");
			return [keys.high(0), keys.low(0)];
		};
		const [one, other] = [await inNewRun(), await inNewRun()];
		expect(one).not.toEqual(other);
	});

	test("are more than a list first has room for", () => {
		const keys = new KeyList();
		for (let i = 0; i < 1000; i++) keys.add(1, String(i));
		expect([keys.high(999), keys.low(999)]).toEqual(hashOf("999"));
		expect(keys.clear().count).toBe(0);
	});
});

describe("key table", () => {
	test("does what a map does", () => {
		const table = new KeyTable(1);
		const map = new Map<number, number>();
		let random = 1;
		for (let step = 0; step < 50_000; step++) {
			random = (Math.imul(random, 1103515245) + 12345) >>> 0;
			const key = (random >>> 8) % 3000;
			const at = table.find(key, -key);
			expect(at >= 0).toBe(map.has(key));
			if (at >= 0) expect(table.words[at + VALUE]).toBe(map.get(key));
			if (at >= 0 && random % 3 === 0) {
				table.remove(at);
				map.delete(key);
			} else if (at < 0) {
				const made = table.insert(key, -key);
				table.words[made + VALUE] = step;
				map.set(key, step);
			}
		}
		expect(table.size).toBe(map.size);
	});

	test("takes the place of what was removed", () => {
		const table = new KeyTable(1);
		for (let i = 0; i < 100; i++) table.insert(i, i);
		const { length } = table.words;
		for (let round = 0; round < 1000; round++) {
			table.remove(table.find(7, 7));
			table.insert(7, 7);
		}
		expect(table.words.length).toBe(length);
	});
});
