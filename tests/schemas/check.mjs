// Makes four checks with ajv, a JSON Schema 2020-12 validator that shares no code with the compiler:
//   the feed files and the schemas on the documentation's pages against the meta-schema, and the index of the catalogue against its
//   own schema; the documented samples against the
//   feeds' payload schemas; the settings on the pages against the schema of appsettings.json; and, given the corpus that the
//   compiler's tests write, the compiler's verdicts against the meta-schema's.
//
// usage: node check.mjs [corpus.jsonl]
//   corpus.jsonl   a line {"name": "…", "schema": "<the text of a schema file>", "accepted": true|false} for each
//                  verdict of the compiler: false if the schema violates a structural rule, which the meta-schema must
//                  express too. Other errors, such as a pointer to an undeclared member, are not compared: the
//                  compiler reports them by separate rules

import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schemas = join(root, 'schemas');
const samples = fileURLToPath(new URL('samples', import.meta.url));

const MAX_DEPTH = 64; // the compiler's limit on nesting
const ANNOTATIONS = ['callback', 'names', 'closed', 'coerce', 'sensitive', 'dateFormat', 'timeZone', 'csharpName'];
const NAMES_ARE_DATA = ['properties', '$defs', 'keys', 'headers', 'claims', 'joseHeader', 'default', 'examples'];

let passed = 0;
let failed = 0;

function check(name, problem) {
  if (!problem) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAIL ${name}\n     ${problem}`);
}

function createAjv() {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
  addFormats(ajv);
  ajv.addVocabulary(ANNOTATIONS);
  ajv.addFormat('decimal', /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/);
  for (const format of ['idn-email', 'idn-hostname', 'iri', 'iri-reference'])
    ajv.addFormat(format, true);
  return ajv;
}

const read = (folder, file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const explain = validate => (validate.errors ?? []).slice(0, 5).map(e => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`).join('\n     ');
const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

// ---- (a) feed files and the meta-schema

const metaSchema = read(schemas, 'callback.schema.json');
const conforms = createAjv().compile(metaSchema);
const feedFiles = readdirSync(schemas).filter(file => file.endsWith('.callback.json')).sort();
check('there are feed files', feedFiles.length ? null : `no *.callback.json in ${schemas}`);

/** Every object of a schema file whose members are keywords, with its path. */
function* keywordObjects(node, path = '', isData = false) {
  if (Array.isArray(node)) {
    for (const [i, item] of node.entries()) yield* keywordObjects(item, `${path}/${i}`);
  } else if (node && typeof node === 'object') {
    if (!isData) yield [path || '/', node];
    for (const [name, value] of Object.entries(node)) {
      const keysOfTest = name === 'keys' && 'request' in node;
      const answerOfJson = name === 'body' && /\/(acknowledge|respond|answer)$/.test(path); // any members, each a template
      if (name === 'default' || name === 'examples' || keysOfTest || answerOfJson) continue;
      yield* keywordObjects(value, `${path}/${name}`, !isData && NAMES_ARE_DATA.includes(name));
    }
  }
}

for (const file of feedFiles) {
  const feed = read(schemas, file);
  check(`${file} conforms to the meta-schema`, conforms(feed) ? null : explain(conforms));
  const loose = [];
  for (const [path, object] of keywordObjects(feed)) {
    object['x-unknown'] = true;
    if (conforms(feed)) loose.push(path);
    delete object['x-unknown'];
  }
  check(`${file}: an unknown keyword is refused wherever it stands`, loose.length ? `tolerated at ${loose.join(', ')}` : null);
}

const isIndex = createAjv().compile(read(schemas, 'catalogue.schema.json'));
check('the index of the catalogue conforms to its schema', isIndex(read(schemas, 'catalogue.json')) ? null : explain(isIndex));

const pages = readdirSync(schemas, { recursive: true }).filter(file => file.endsWith('.md')).sort();
for (const page of pages) {
  const blocks = [...readFileSync(join(schemas, page), 'utf8').matchAll(/^```json\r?\n(\{.*?)^```$/gms)].map(match => match[1]);
  for (const [i, schema] of blocks.map(block => JSON.parse(block)).filter(block => block.callback).entries())
    check(`${page}, schema ${i + 1}, conforms to the meta-schema`, conforms(schema) ? null : explain(conforms));
}

// ---- (b) documented samples and the payload schemas

/** The payload schema in plain JSON Schema: what our keywords change about acceptance is spelled out. */
function toPlain(schema) {
  if (Array.isArray(schema)) return schema.map(toPlain);
  if (!schema || typeof schema !== 'object') return schema;
  const plain = {};
  for (const [name, value] of Object.entries(schema))
    plain[name] = ['enum', 'const', 'default', 'examples', 'required', 'type'].includes(name) ? value : toPlain(value);
  if (schema.coerce !== true) return plain;
  const types = [schema.type].flat();
  const text = types.includes('string') ? { type: ['string', 'number', 'boolean'] }
    : schema.enum ? { enum: schema.enum.map(String) }
    : types.includes('integer') ? { type: 'string', pattern: '^-?(?:0|[1-9][0-9]*)$' }
    : types.includes('boolean') ? { enum: ['true', 'false', '1', '0'] }
    : { type: 'string', pattern: '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$' };
  return { anyOf: [plain, text] };
}

/** Every schema below a feed's payload that has examples. */
function* withExamples(schema, path = '') {
  if (!schema || typeof schema !== 'object') return;
  if (schema.examples) yield [path || '/', schema];
  for (const [name, member] of Object.entries({ ...schema.properties, ...schema.$defs })) yield* withExamples(member, `${path}/${name}`);
  yield* withExamples(schema.items, `${path}/items`);
  yield* withExamples(schema.additionalProperties, `${path}/*`);
}

const payloads = new Map();
for (const file of feedFiles) {
  const payload = without(read(schemas, file), '$schema');
  try {
    payloads.set(file.slice(0, -'.callback.json'.length), { schema: payload, accepts: createAjv().compile(toPlain(payload)) });
    check(`${file} is a JSON Schema 2020-12 schema`, null);
  } catch (error) {
    check(`${file} is a JSON Schema 2020-12 schema`, error.message);
    continue;
  }
  for (const [path, schema] of withExamples(payload)) {
    const accepts = createAjv().compile(toPlain({ ...schema, $defs: payload.$defs ?? {} }));
    const wrong = schema.examples.filter(example => !accepts(example));
    check(`${file}: the examples at ${path} fit`, wrong.length ? JSON.stringify(wrong) : null);
  }
}

for (const file of readdirSync(samples).filter(name => name.endsWith('.json')).sort()) {
  const feed = payloads.get(basename(file, '.json').replace(/\.[0-9]+$/, ''));
  if (!feed) {
    check(file, 'no feed file goes with this sample');
    continue;
  }
  const sample = read(samples, file);
  check(`${file} is accepted`, feed.accepts(sample) ? null : explain(feed.accepts));
  for (const name of feed.schema.required ?? [])
    check(`${file} without the required ${name} is refused`, feed.accepts(without(sample, name)) ? 'it was accepted' : null);
  for (const name of Object.keys(sample))
    check(`${file}: ${name} is declared`, name in feed.schema.properties ? null : 'the payload schema does not know it');
}

// ---- (c) the settings that pages show, and the schema of appsettings.json

const configured = createAjv().compile(read(join(root, 'runtime', 'CallbackGen.AspNetCore'), 'ConfigurationSchema.json'));
const docs = join(root, 'runtime', 'docs');
const settings = [join(root, 'README.md'), ...readdirSync(docs).filter(file => file.endsWith('.md')).sort().map(file => join(docs, file))]
  .flatMap(page => [...readFileSync(page, 'utf8').matchAll(/^```json\r?\n(\{.*?)^```$/gms)].map(match => [basename(page), JSON.parse(match[1])]))
  .filter(([, block]) => block.Callbacks);
check('pages show settings', settings.length ? null : 'none has "Callbacks"');
for (const [page, block] of settings)
  check(`${page}: the settings conform`, configured(block) ? null : explain(configured));
const withKeys = keys => ({ Callbacks: { PublicUrl: 'https://shop.example', Acme: keys } });
for (const keys of [{}, { key: 'text' }, { key: ['old', 'new'] }, { AllowWeakKey: 'a published vector', MaxBodyBytes: 65536 }, { MaxBodyBytes: '65536' }])
  check(`settings ${JSON.stringify(keys)} conform`, configured(withKeys(keys)) ? null : explain(configured));
for (const keys of [{ key: 5 }, { key: { kty: 'RSA' } }, { key: [1] }, { AllowWeakKey: true }, { MaxBodyBytes: 0 }, { MaxBodyBytes: 'much' }, 'text'])
  check(`settings ${JSON.stringify(keys)} are refused`, configured(withKeys(keys)) ? 'they were accepted' : null);
check('an address that is none is refused', configured({ Callbacks: { PublicUrl: 'shop.example' } }) ? 'it was accepted' : null);

// ---- (d) the compiler's verdicts and the meta-schema's

/** What JSON.parse lets pass and the compiler's reader does not: a name that stands twice, and nesting too deep. */
function readsStrictly(text) {
  const open = [];
  let name = null;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/gs)) {
    if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : null) > MAX_DEPTH) return false;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const names = open.at(-1);
      if (names.has(name)) return false;
      names.add(name);
    } else {
      name = JSON.parse(token);
    }
  }
  return true;
}

function verdict(text) {
  let schema;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    return error.message;
  }
  if (!readsStrictly(text)) return 'a name stands twice, or values are nested too deep';
  return conforms(schema) ? null : explain(conforms);
}

const corpus = process.argv[2];
if (corpus) {
  const lines = readFileSync(corpus, 'utf8').split('\n').filter(line => line.trim());
  check('the corpus holds verdicts', lines.length ? null : 'it is empty');
  for (const line of lines) {
    const { name, schema, accepted } = JSON.parse(line);
    const problem = verdict(schema);
    check(`corpus: ${name}`, accepted === (problem === null) ? null
      : accepted ? `the compiler accepts it, the meta-schema does not: ${problem}`
      : 'the meta-schema accepts it, the compiler does not');
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
