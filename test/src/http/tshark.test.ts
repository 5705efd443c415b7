import { describe, expect, it } from "vitest";
import { corpusPath, hasCorpus, SKIP_CORPUS } from "../../corpus.js";
import { observe } from "./observe.js";
import expected from "./tshark.json" with { type: "json" };

interface Expected {
	/** `frame stream method-or-status` of `tshark -n -r FILE -Y http` (4.0.17). */
	tshark: string[];
	/** Of these, the ones we do not have, and ours that tshark does not have. */
	missing?: string[];
	extra?: string[];
	/** A row of docs/differences.md, section HTTP. */
	why?: string;
}

describe.skipIf(!hasCorpus)(
	`HTTP messages as tshark has them${SKIP_CORPUS}`,
	() => {
		for (const [file, entry] of Object.entries(
			expected as Record<string, Expected>,
		)) {
			it(file, async () => {
				const { tshark, missing = [], extra = [] } = entry;
				const due = [...tshark];
				for (const key of missing) due.splice(due.indexOf(key), 1);
				const ours = (await observe(corpusPath(file))).map(({ key }) => key);
				expect(ours.sort()).toEqual([...due, ...extra].sort());
			});
		}
	},
);
