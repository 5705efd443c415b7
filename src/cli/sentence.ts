import { PROBLEMS } from "../problem.js";
import type { Problem } from "../record.js";
import { formatCount, harmless } from "../report/table/text.js";

/** What is odd about a capture, in words: where, what, and what follows. */
export function describeProblem(problem: Problem): string {
	const { code, layer, offset, needed, available, note } = problem;
	const meaning = PROBLEMS[code];
	// The file itself: nothing of it, or nothing more of it, could be read.
	if (layer === "file") return harmless(note ?? meaning ?? code);
	let text = offset === undefined ? "" : `at offset ${offset}: `;
	text += `${layer} ${code}`;
	if (needed !== undefined && available !== undefined)
		text += `, ${formatCount(needed)} octets needed, ${formatCount(available)} there`;
	if (note !== undefined) text += ` (${harmless(note)})`;
	if (meaning !== undefined) text += `. ${meaning}`;
	return `${text.replace(/\.$/, "")}. Everything before it was analysed.`;
}
