import { expect, it } from "vitest";
import { workOf } from "../../../src/pipeline/metered.js";
import * as layout from "../../../src/wasm/layout.js";

it("knows the work that each kind of row begins", () => {
	const kinds = (work: string) =>
		Object.entries(layout)
			.filter(([name]) => name.startsWith("ROW_IS_"))
			.filter(([, kind]) => workOf(kind) === work)
			.map(([name]) => name)
			.sort();
	expect(kinds("tcp")).toEqual(["ROW_IS_RUN", "ROW_IS_TCP"]);
	expect(kinds("wap")).toEqual(["ROW_IS_WSP", "ROW_IS_WTP", "ROW_IS_WTP_RUN"]);
	expect(kinds("signalling")).toContain("ROW_IS_DNS");
});
