import { expect, test } from "vitest";
import type { Evidence } from "../../../src/transaction/evidence.js";
import {
	chargedIdOf,
	replacedIdOf,
} from "../../../src/transaction/reference.js";

/** Evidence with these halves. */
function evidence(request?: object, response?: object): Evidence {
	return { exchange: { request, response } } as unknown as Evidence;
}

test.each([
	["mmstrace.replace_id", replacedIdOf, chargedIdOf],
	["mmse.reply_charging_id", chargedIdOf, replacedIdOf],
] as const)("%s is asked of request and response", (field, idOf, other) => {
	const asked = { [field]: "<M1@mmsc.example>" };
	const answered = { [field]: ["M2", "M3"] };
	expect(idOf(evidence(asked))).toBe("M1@mmsc.example");
	expect(idOf(evidence(undefined, answered))).toBe("M2");
	expect(idOf(evidence(asked, answered))).toBe("M1@mmsc.example");
	expect(idOf(evidence({ [field]: "" }, answered))).toBe("M2");
	expect(idOf(evidence({ [field]: { index: 1, value: " M4 " } }))).toBe("M4");
	expect(idOf(evidence({}, {}))).toBeUndefined();
	expect(other(evidence(asked, answered))).toBeUndefined();
});
