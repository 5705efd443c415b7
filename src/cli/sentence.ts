import { PROBLEMS } from "../problem.js";
import type { Problem } from "../record.js";
import { formatCount, harmless } from "../report/table/text.js";

/** A problem of a capture in words: where, what, and what follows. */
export function describeProblem(problem: Problem): string {
	const { code, layer, offset, needed, available, note } = problem;
	let text = offset === undefined ? "" : `at offset ${offset}: `;
	text += `${layer} ${code}`;
	if (needed !== undefined && available !== undefined)
		text += `, ${formatCount(needed)} octets needed, ${formatCount(available)} there`;
	if (note !== undefined) text += ` (${harmless(note)})`;
	const meaning = PROBLEMS[code];
	if (meaning !== undefined) text += `. ${meaning}`;
	return `${text.replace(/\.$/, "")}. Everything before it was analysed.`;
}
