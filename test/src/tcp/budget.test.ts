import { expect, it } from "vitest";
import { Budget } from "../../../src/tcp/budget.js";

it("is exceeded beyond its limit, not at it, and has room up to there", () => {
	const budget = new Budget(10);
	expect([budget.hasRoom(10), budget.hasRoom(11)]).toEqual([true, false]);
	budget.charge(10);
	expect([budget.isExceeded, budget.hasRoom(0)]).toEqual([false, true]);
	budget.charge(1);
	expect([budget.isExceeded, budget.hasRoom(0)]).toEqual([true, false]);
	budget.charge(-5);
	expect([budget.used, budget.isExceeded]).toEqual([6, false]);
	expect([budget.hasRoom(4), budget.hasRoom(5)]).toEqual([true, false]);
});
