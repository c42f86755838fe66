import type { Rendering } from "./templates.ts";

/** What people and attackers send: it must come out as it went in, and never run. */
export const hostileTexts = [
  "O'Brien",
  '"}, "PartitionKey":"x',
  "$input.path('$')",
  "#set($x=1)$x",
  "#foreach($i in [1..9])$i#end",
  "${q}",
  "$!{x}$util.base64Encode('x')",
  "\\' \\\\ \\\"",
  "\\u0022 \\n",
  "\u0001\u0000 tab\t nl\n cr\r",
  "😀👩‍👩‍👧 مرحبا Zoë Zoe\u0301 ﬁ",
  "line\u2028sep\u2029",
  "back\\slash / slash </script>",
  "#end #if(true) #else #* *# ## comment",
  "#[[ $x ]]#",
  "a$b#c{d}e[f]g(h)",
  "$1 \\1 $0 ${1}",
  "%s %d %n %%",
  "' OR 1=1 --",
  "../../etc/passwd",
  "{{constructor}} __proto__",
  "",
  " ",
] as const;

const each = (template: string): readonly Rendering[] =>
  hostileTexts.map((text) => ({ template, data: { text, list: [text], map: { [text]: text } } }));

/** Each of the texts through each way of a value into the output. */
export const hostile: Readonly<Record<string, readonly Rendering[]>> = {
  "hostile data: printed": each("$text|${text}|$!text|$!{text}"),
  "hostile data: in a string": each('#set($q = \'"\')#set($x = "{${q}a${q}:${q}$text${q}}")$x'),
  "hostile data: joined by +": each("#set($x = '<' + $text + '>')$x"),
  "hostile data: escapeJavaScript": each('$util.escapeJavaScript($text).replaceAll("\\\\\'","\'")'),
  "hostile data: base64 and back": each("$util.base64Decode($util.base64Encode($text))"),
  "hostile data: URL and back": each(
    "$util.urlEncode($text) $util.urlDecode($util.urlEncode($text))",
  ),
  "hostile data: in lists and maps": each(
    "#foreach($x in $list)$x|$map.get($x)|$map.containsKey($x)#end",
  ),
  "hostile data: compared": each(
    "#if($text == 'x')same#{else}other#end $text.equals($list[0]) $text.length() $text.isEmpty()",
  ),
  "hostile data: as a pattern's target": each(
    "$text.replaceAll('[^A-Za-z0-9]', '_') $text.contains('$') $text.indexOf('#')",
  ),
};
