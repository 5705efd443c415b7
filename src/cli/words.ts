import type { Command } from "commander";

/**
 * The words with the name of the command in front: options may come before it (`mmstrace -q pdus a.pcap`). The first
 * word that is neither an option nor the value of one decides; when it is no command, it is a capture.
 */
export function commandFirst(
	given: readonly string[],
	program: Command,
): string[] {
	const words = withPresets(given, program);
	const takesValue = optionsWithValue(program);
	for (let i = 0; i < words.length; i++) {
		const word = words[i] as string;
		if (word === "--") break;
		if (!word.startsWith("-") || word === "-") {
			if (!isCommand(word, program)) break;
			return [word, ...words.slice(0, i), ...words.slice(i + 1)];
		}
		if (valueFollows(word, takesValue)) i++;
	}
	return [...words];
}

/** An option whose value may be left out has one only after `=`: the next word is a capture. */
function withPresets(words: readonly string[], program: Command): string[] {
	const presets = new Map(
		program.commands
			.flatMap(({ options }) => options)
			.filter(({ optional }) => optional)
			.map(({ long, presetArg }) => [long as string, presetArg]),
	);
	const end = words.indexOf("--");
	return words.map((word, index) =>
		presets.has(word) && (end < 0 || index < end)
			? `${word}=${presets.get(word)}`
			: word,
	);
}

function isCommand(word: string, program: Command): boolean {
	return (
		word === "help" ||
		program.commands.some((command) => command.name() === word)
	);
}

function optionsWithValue(program: Command): ReadonlySet<string> {
	const options = program.commands.flatMap((command) => command.options);
	const names = options
		.filter(({ required, optional }) => required || optional)
		.flatMap(({ short, long }) => [short, long]);
	return new Set(names.filter((name) => name !== undefined));
}

/** Whether the next word is the value: not of `--format=json` and `-fjson`. */
function valueFollows(word: string, takesValue: ReadonlySet<string>): boolean {
	if (word.startsWith("--")) return takesValue.has(word);
	for (let i = 1; i < word.length; i++)
		if (takesValue.has(`-${word[i]}`)) return i === word.length - 1;
	return false;
}
