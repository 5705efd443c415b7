import { expect, it } from "vitest";
import { type Due, NEVER, Schedule } from "../../../src/wap/schedule.js";

function item(name: string, ended: string[]): Due {
	return {
		deadline: 0,
		lookedAt: NEVER,
		expire: () => ended.push(name),
	};
}

it("ends things in order of deadlines, however often they were put off", () => {
	const ended: string[] = [];
	const schedule = new Schedule();
	const [a, b, c] = ["a", "b", "c"].map((name) => item(name, ended)) as [
		Due,
		Due,
		Due,
	];
	schedule.advance(1000);
	schedule.set(a, 1010);
	schedule.set(b, 1020);
	schedule.set(c, 1030);
	for (let now = 1001; now < 1010; now++) {
		schedule.advance(now);
		schedule.set(a, now + 30);
	}
	schedule.set(c, 1012);
	schedule.advance(1015);
	expect(ended).toEqual(["c"]);
	schedule.advance(1038);
	expect(ended).toEqual(["c", "b"]);
	schedule.advance(2000);
	expect(ended).toEqual(["c", "b", "a"]);
	schedule.advance(1500);
	expect(schedule.now).toBe(2000);
});

it("can end a thing again", () => {
	const ended: string[] = [];
	const schedule = new Schedule();
	const a = item("a", ended);
	schedule.set(a, 5);
	schedule.advance(5);
	schedule.set(a, 9);
	schedule.advance(20);
	expect(ended).toEqual(["a", "a"]);
});
