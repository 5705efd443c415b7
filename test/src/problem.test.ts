import { expect, it } from "vitest";
import { PROBLEMS } from "../../src/problem.js";

it("gives every problem code one sentence", () => {
	for (const text of Object.values(PROBLEMS))
		expect(text).toMatch(/^[A-Z].*\.$/);
});
