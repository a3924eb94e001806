/** A request's body as fields, whatever form it came in; dialects differ in what they accept from which form. */
export type RequestBody = { form: 'json' | 'form' | 'multipart' | 'none'; fields: Record<string, unknown> };

/** A body that cannot be read has no fields and says `form: 'none'`. */
export async function readRequestBody(contentType: string, bytes: ArrayBuffer): Promise<RequestBody> {
  const text = () => new TextDecoder().decode(bytes);
  if (contentType.includes('json')) return readJson(text());
  if (contentType.includes('x-www-form-urlencoded')) {
    return { form: 'form', fields: gather([...new URLSearchParams(text()).entries()]) };
  }
  if (!contentType.includes('multipart/form-data')) return { form: 'none', fields: {} };
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData().catch(() => null);
  return form ? { form: 'multipart', fields: gather([...form.entries()]) } : { form: 'none', fields: {} };
}

function readJson(text: string): RequestBody {
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === 'object' && !Array.isArray(value)) return { form: 'json', fields: { ...value } };
  } catch {
    // Falls through: a body that cannot be read is a body without fields.
  }
  return { form: 'none', fields: {} };
}

/** `name[]` gathers into an array under `name`; deeper nesting (`media_attributes[][id]`) keeps its raw key. */
function gather(entries: [string, unknown][]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const list = /^([a-z_]+)\[\]$/.exec(key)?.[1];
    if (!list) fields[key] = value;
    else fields[list] = [...(Array.isArray(fields[list]) ? fields[list] : []), value];
  }
  return fields;
}

export function textField(body: RequestBody, name: string): string | undefined {
  const value = body.fields[name];
  return typeof value === 'string' ? value : undefined;
}

/** The field as a list of strings: ids may come as numbers, and a single value counts as a list of one. */
export function idsField(body: RequestBody, name: string): string[] | undefined {
  const value = body.fields[name];
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}
