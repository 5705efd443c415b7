import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";

/** The schema that the package ships. */
export const schema = JSON.parse(
	readFileSync(
		new URL("../schema/mmstrace-1.schema.json", import.meta.url),
		"utf8",
	),
);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true }).addSchema(
	schema,
);

/** What the schema of the package says against a record; empty when it is valid. */
export function schemaErrors(record: {
	type?: unknown;
	file?: unknown;
}): string[] {
	const { type = "info", file } = record;
	const name =
		type === "part" ? "partFile" : file === undefined ? type : "filePdu";
	// The part for its type tells more than the whole, of which it is one of many alternatives.
	for (const pointer of [`#/$defs/${name}`, "#"]) {
		const validate = ajv.getSchema(`${schema.$id}${pointer}`);
		if (!validate) return [`there is no schema for ${name}`];
		if (!validate(record)) return validate.errors?.map(describe) ?? [];
	}
	return [];
}

function describe({ instancePath, message, params }: ErrorObject): string {
	return `${instancePath} ${message} ${JSON.stringify(params)}`;
}
