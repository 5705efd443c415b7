import { describe, expect, test } from "vitest";
import type { Evidence } from "../../../src/transaction/evidence.js";
import {
	findByClient,
	findByServer,
	Search,
	Sightings,
} from "../../../src/transaction/sightings.js";

function evidence(firstTime: number, address: string, server = "M"): Evidence {
	return { role: "respond", firstTime, address, server } as Evidence;
}

function add(sightings: Sightings, one: Evidence): void {
	sightings.addSmall(one, sightings.alike("octets"));
}

function clientsOf(sightings: Sightings, at: number, server = "M"): string[] {
	const search = new Search().begin(evidence(at, "A"), 60);
	const known = sightings.alike("octets");
	if (known) findByServer(search, known, server);
	return search.found.map(({ address }) => address);
}

describe("sightings of the same octets", () => {
	test("are found by either end, few or many", () => {
		for (const count of [3, 40]) {
			const sightings = new Sightings(100, 10_000);
			for (let i = 0; i < count; i++) add(sightings, evidence(i / 10, `C${i}`));
			add(sightings, evidence(5, "C1", "G"));
			const search = new Search().begin(evidence(6, "A"), 60);
			findByClient(search, sightings.alike("octets")!, "C1");
			expect(search.found.map(({ firstTime }) => firstTime)).toEqual([0.1, 5]);
			expect(clientsOf(sightings, 6)).toHaveLength(count);
			expect(clientsOf(sightings, 6, "G")).toEqual(["C1"]);
			findByClient(search, sightings.alike("octets")!, "C1");
			expect(search.found).toHaveLength(2);
		}
	});

	test("are the latest ones, of this role, that began near it", () => {
		const sightings = new Sightings(100, 10_000);
		for (let i = 0; i < 1000; i++) add(sightings, evidence(i, `C${i}`));
		const found = clientsOf(sightings, 1000);
		expect([found[0], found.length]).toEqual(["C940", 60]);
		expect(clientsOf(sightings, 2000)).toEqual([]);
		const push = { ...evidence(1000, "A"), role: "notify" } as Evidence;
		const search = new Search().begin(push, 60);
		findByServer(search, sightings.alike("octets")!, "M");
		expect(search.found).toEqual([]);
	});

	test("are forgotten after two stretches of time, or when they are too many", () => {
		const sightings = new Sightings(100, 12);
		sightings.advance(0);
		add(sightings, evidence(0, "A"));
		sightings.addNotified("A");
		sightings.advance(101);
		add(sightings, evidence(50, "B"));
		expect(clientsOf(sightings, 50)).toEqual(["A", "B"]);
		expect(sightings.isNotified("A")).toBe(true);
		sightings.advance(202);
		expect(clientsOf(sightings, 50)).toEqual(["B"]);
		expect(sightings.isNotified("A")).toBe(false);
		expect(sightings.limitHits).toBe(0);
		for (let i = 0; i < 3; i++) add(sightings, evidence(50, `C${i}`));
		sightings.advance(203);
		expect(sightings.limitHits).toBe(1);
	});
});

test("sightings of a telling key are the latest of both stretches of time, oldest first", () => {
	const sightings = new Sightings(100, 10_000);
	sightings.advance(0);
	const meet = (time: number, key: string): number[] => {
		const search = new Search().begin(evidence(time, `C${time}`), 1000);
		sightings.meetTelling(search, key, evidence(time, `C${time}`));
		return search.found.map(({ firstTime }) => firstTime);
	};
	expect(meet(1, "http://h/one")).toEqual([]);
	expect(meet(2, "http://h/two")).toEqual([]);
	expect(meet(3, "http://h/one")).toEqual([1]);
	sightings.advance(101);
	expect(meet(4, "http://h/one")).toEqual([1, 3]);
	expect(meet(5, "http://h/one")).toEqual([1, 3, 4]);
	for (let time = 6; time < 100; time++) meet(time, "http://h/one");
	const found = meet(100, "http://h/one");
	expect([found.length, found[0], found.at(-1)]).toEqual([64, 36, 99]);
	sightings.advance(202);
	sightings.advance(303);
	expect(meet(101, "http://h/one")).toEqual([]);
});
