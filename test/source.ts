import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";

const ROOT = new URL("..", import.meta.url).pathname;

/** A source file of the project, parsed. */
export interface SourceFile {
	/** From the project's root, with `/`. */
	path: string;
	text: string;
	tree: ts.SourceFile;
}

export interface Import {
	from: string;
	/** Path of a file of the project, or the name of a package. */
	to: string;
	isRelative: boolean;
	/** Nothing of it is left at run time. */
	isTypeOnly: boolean;
}

/** All TypeScript files below a folder, without generated ones. */
export function readSources(folder: string): SourceFile[] {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".ts") && !name.endsWith("binary.ts"))
		.sort()
		.map((name) => {
			const path = `${folder}/${name.replaceAll("\\", "/")}`;
			const text = readFileSync(join(ROOT, path), "utf8");
			const tree = ts.createSourceFile(
				path,
				text,
				ts.ScriptTarget.ES2022,
				true,
			);
			return { path, text, tree };
		});
}

/** Every import, export-from and dynamic import of a file. */
export function importsOf(file: SourceFile): Import[] {
	const imports: Import[] = [];
	const add = (specifier: ts.Node | undefined, isTypeOnly: boolean) => {
		if (!specifier || !ts.isStringLiteral(specifier)) return;
		const isRelative = specifier.text.startsWith(".");
		const to = isRelative
			? normalize(join(dirname(file.path), specifier.text)).replace(
					/(\.js)?$/,
					".ts",
				)
			: specifier.text;
		imports.push({ from: file.path, to, isRelative, isTypeOnly });
	};
	visit(file.tree, (node) => {
		if (ts.isImportDeclaration(node))
			add(node.moduleSpecifier, isTypeImport(node));
		else if (ts.isExportDeclaration(node))
			add(node.moduleSpecifier, node.isTypeOnly);
		else if (
			ts.isCallExpression(node) &&
			node.expression.kind === ts.SyntaxKind.ImportKeyword
		)
			add(node.arguments[0], false);
	});
	return imports;
}

function isTypeImport({ importClause: clause }: ts.ImportDeclaration): boolean {
	if (!clause) return false;
	if (clause.isTypeOnly) return true;
	if (clause.name || !clause.namedBindings) return false;
	if (!ts.isNamedImports(clause.namedBindings)) return false;
	const { elements } = clause.namedBindings;
	return elements.length > 0 && elements.every((one) => one.isTypeOnly);
}

/** Calls back for every node below one. */
export function visit(node: ts.Node, callback: (node: ts.Node) => void): void {
	callback(node);
	ts.forEachChild(node, (child) => visit(child, callback));
}

/** Line of a node, from 1. */
export function lineOf({ tree }: SourceFile, node: ts.Node): number {
	return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Lines that a node takes. */
export function lengthOf(file: SourceFile, node: ts.Node): number {
	const end = file.tree.getLineAndCharacterOfPosition(node.end).line + 1;
	return end - lineOf(file, node) + 1;
}

/** Groups of files that import each other in a circle; type imports do not count. */
export function findCycles(imports: readonly Import[]): string[][] {
	const edges = new Map<string, string[]>();
	for (const { from, to, isRelative, isTypeOnly } of imports)
		if (isRelative && !isTypeOnly)
			edges.set(from, [...(edges.get(from) ?? []), to]);
	const cycles: string[][] = [];
	const done = new Set<string>();
	const follow = (file: string, trail: string[]) => {
		const start = trail.indexOf(file);
		if (start >= 0) cycles.push([...trail.slice(start), file]);
		if (start >= 0 || done.has(file)) return;
		for (const next of edges.get(file) ?? []) follow(next, [...trail, file]);
		done.add(file);
	};
	for (const file of edges.keys()) follow(file, []);
	return cycles;
}
