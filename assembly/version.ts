/** Version of the memory layout that this binary was built with. */
export function version(): u32 {
	return 1;
}
