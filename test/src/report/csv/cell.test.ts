import { describe, expect, it } from "vitest";
import { cell } from "../../../../src/report/csv/cell.js";

describe("a cell", () => {
	it.each<[unknown[], string]>([
		[[], ""],
		[[5], "5"],
		[[-0.5], "-0.5"],
		[[1700000000.091394], "1700000000.091394"],
		[[true], "true"],
		[["Photo"], "Photo"],
		[["a", "b"], "a; b"],
		[[1, 2], "1; 2"],
		[["写真 😀"], "写真 😀"],
		// Formulas, as OWASP lists their beginnings.
		[["=1+1"], "'=1+1"],
		[["+1"], "'+1"],
		[["-1+cmd|' /C calc'!A0"], "'-1+cmd|' /C calc'!A0"],
		[["@SUM(A1)"], "'@SUM(A1)"],
		[["\t=1+1"], "' =1+1"],
		[["\r=1+1"], "' =1+1"],
		[["\n \u00a0=1+1"], "'  \u00a0=1+1"],
		[["＝1+1"], "'＝1+1"],
		[["=1", "x"], "'=1; x"],
		// Numbers of subscribers stay whole and are text.
		[["+447900003615/TYPE=PLMN"], "'+447900003615/TYPE=PLMN"],
		[["+447900003615"], "'+447900003615"],
		[["07900003615"], "07900003615"],
		// Nothing steers a terminal or hides.
		[["a\u001b[2Jb\u202ec"], "a\\x1b[2Jb\\u202ec"],
		[["\u0000=1"], "\\x00=1"],
		[["\ufeff=1"], "\\ufeff=1"],
	])("of %j is %j", (values, expected) => {
		expect(cell(values)).toBe(expected);
	});
});
