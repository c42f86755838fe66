import type { JsonObject } from "../../suite.ts";

/** A template and what it is rendered with. */
export interface Rendering {
  readonly template: string;
  /** Variables by their names. */
  readonly data?: JsonObject;
  /** What `$input` reads. */
  readonly body?: string;
  readonly params?: JsonObject;
  readonly differs?: string;
}

const data: JsonObject = {
  list: [1, "two", true, 2.5, null],
  map: { a: 1, b: { c: "x" }, "k k": "v" },
  s: 'O\'Brien "q" \\ é 😀',
  n: 42,
  z: 0,
  f: false,
  t: true,
  empty: "",
  big: 9007199254740992,
  dec: 0.1,
  user: { name: "Ada", tags: ["x", "y"] },
};
const body = '{"a":1}';
const params = { path: {}, querystring: {}, header: { X: "hx" } };

/** Small templates by what they are about. */
export const templates: Readonly<Record<string, readonly Rendering[]>> = {
  "white space and comments": [
    { template: "#set($a = 1)\nb" },
    { template: "x\n  #set($a = 1)\n  y" },
    { template: "a ## c\nx" },
    { template: "a #* c *#\nx" },
    { template: "#** doc *#\nx" },
    { template: "a\n  ## c\nb" },
    { template: '#set( $a = "multi\nline" )$a' },
    { template: "##only\nx ##tail\ny", data },
    { template: "a#*b*#c #*\n multi\n*# d", data },
    { template: "#[[#set($x=1) ${n} ##]]#!", data },
    { template: '#set($x="a\nb")$x', data },
  ],
  "quoting and escapes": [
    { template: "\\$a \\\\$a \\$!a \\\\\\$a" },
    { template: "#set($a=1)\\$a \\\\$a \\\\\\$a \\$!a \\${a} \\\\${a}" },
    { template: "\\#set($a=1) \\\\#set($b=1)x" },
    { template: "#set($x = 'it''s \"q\" $y')$x" },
    { template: '#set($x = "it""s $y \'q\'")$x' },
    { template: '#set($q=\'"\')#set($x = "{${q}a${q}:1}")$x' },
    { template: '#set($i=3)$foo[$i] #set($p="$[$i]")$p' },
    { template: '#set($a="")[$a]#set($a=$null)[$a]' },
    { template: "\"$s\" '$n' ${n}th $n.x $n% $n, ($n) [$n] {$n} $n-$n", data },
    { template: '#set($a="$user.name has $user.tags.size() tags: $user.tags.get(0)")$a', data },
    { template: "$n\\$n\\\\$n", data },
  ],
  foreach: [
    { template: "#foreach($i in [1..3])\n$i\n#end\nx" },
    {
      template:
        "#foreach($i in [1..3])$foreach.index $foreach.count $velocityCount $foreach.hasNext#end",
    },
    { template: "#foreach($i in [1..3])$i#if($i==2)#break#end#end x" },
    {
      template:
        "#foreach($x in {'a':1,'b':2})$x#end #foreach($e in {'k':'v'}.entrySet())$e.key#end",
    },
    { template: "#foreach($x in $nope)x#end#foreach($x in 'abc')$x#end" },
    {
      template: "#set($p='a,b,,c,,')$p.split(',').size() #foreach($x in $p.split(','))[$x]#end",
      data,
    },
    {
      template: "#set($p='a.b')$p.split('\\.').size() #foreach($x in $p.split('\\.'))[$x]#end",
      data,
    },
    { template: "#set($p='abc')#foreach($x in $p.split(''))[$x]#end", data },
    { template: "#set($p='aXbXc')#foreach($x in $p.split('X',2))[$x]#end", data },
    { template: "#set($p='')#foreach($x in $p.split(','))[$x]#end", data },
    {
      template: "#foreach($k in $map.keySet())$k=$map.get($k)#if($foreach.hasNext),#end#end",
      data,
    },
    {
      template: "#foreach($e in $map.entrySet())$e.key:$e.value $e.getKey():$e.getValue();#end",
      data,
    },
    { template: "#foreach($v in $map)$v;#end", data },
    { template: "#foreach($v in $list)[$v]#end", data },
    { template: "#foreach($v in $list)[$!v]#end", data },
    {
      template:
        "#foreach($i in [1..2])#foreach($j in [1..2])$i$j:$foreach.parent.count$foreach.count #end#end",
      data,
    },
    { template: "#set($x=9)#foreach($x in [1..3])$x#end$x", data },
    { template: "#foreach($x in [1..3])#end$x $foreach.count", data },
    { template: "#foreach($x in [])a#end.", data },
    {
      template: "#foreach($x in [1..1005])#if($foreach.last)$x#end#set($c=$foreach.count)#end$c",
      data,
    },
    { template: "#foreach($x in $user.tags)$velocityCount:$x #end", data },
    { template: '#set($a="#if($t)yes#{else}no#end #foreach($x in [1..3])$x#end")$a', data },
    { template: "#foreach($i in [1..5])#if($i==3)#break#end$i#end!", data },
    { template: "$math.x ${math.x()} #foreach", data },
    { template: "#foreach ($x in [1,2]) $x#end", data },
  ],
  "if and logic": [
    { template: "#if(true)\n a\n#else\n b\n#end\nz" },
    { template: "#if(false)\n a\n#else  \n b\n#end\nz" },
    { template: "  #if(true)  \n a\n  #end  \nz" },
    { template: "\\#if(true)x\\#end" },
    { template: "#if($x==$y)eq#end#if($x==1)one#end#if('1'==1)onestr#end#if(1==1.0)f#end" },
    { template: "#if('')e#end#if(0)z#end#if([])l#end#if($x)x#end#if(!$x)n#end" },
    { template: "#if($a<1)lt#{else}no#end" },
    { template: "#if(1 eq 1 and 2 ne 3 or false)ok#end#if(not true)x#{else}y#end" },
    {
      template:
        "#if($n==42)a#end#if($n=='42')b#end#if($n>41.5)c#end#if($s=='x')d#end#if($f)e#end#if($t)f#end#if($empty)g#end#if($empty=='')h#end#if($z)i#end#if($z==0)j#end",
      data,
    },
    {
      template:
        "#if($nope.x.y)a#{else}b#end#if($nope==$null)c#end#if($nope!='')d#end#if(\"$!nope\"=='')e#end",
      data,
    },
    { template: "#if($n==1)a#elseif($n==42)b#elseif($n==42)c#{else}d#end", data },
    {
      template:
        "#if($f || $t && !$f)x#end#if(!($f || $t))y#{else}z#end#if($f && $nope.call())q#end",
      data,
    },
    { template: "#set($a='$n #if(true)x#end')$a", data },
    { template: "a\r\n#set($x=1)\r\nb$x\r\n#if($x==1)  \r\nc\r\n#end\r\nd", data },
    { template: "a#if($t)b#stop#{end}c", data },
    { template: "\\$nope \\#if \\#end \\# \\x", data },
    { template: "#if($t)a#end#if($t)b#end\n\n#if($t)c#end\n", data },
    { template: "  #if($t)\n    a\n  #else\n    b\n  #end\n  #set($y=1)\n  c", data },
    {
      template:
        "#if($n.toString()=='42')x#end $n.intValue() $dec.intValue() $dec.doubleValue() $t.toString()",
      data,
    },
    { template: "#if($n == 42 and not $f)x#end", data },
    { template: "#if($f)x#else-y#end", data },
    { template: "#if($t)x#end-y", data },
    { template: "#if($t)x#end_y", data },
    { template: "#if", data },
    { template: "#if($t", data },
    { template: "#if ($t) y#end", data },
    { template: "#if($t)a#{elseif}($f)b#{else}c#end", data },
    { template: "#set($neg=-3)$neg #set($d=-2.50)$d #if($neg<-2)lt#end", data },
  ],
  "set and arithmetic": [
    {
      template:
        "#set($a = 7/2)$a #set($b=7%2)$b #set($c=7.0/2)$c #set($d=2147483647+1)$d #set($e=9223372036854775807)$e #set($f=$e+1)$f",
    },
    {
      template:
        "#set($a=1/0)$a #set($b=$x+1)$b #set($c=$x+'s')$c #set($d='s'+$x)$d #set($e = 1+'a')$e",
    },
    { template: "#set($a=-5)#set($b=-$a)$a $b" },
    {
      template:
        "#set($a=1.50)$a #set($b=1e3)$b #set($c=100000000.0)$c #set($d=0.0001)$d #set($e=1.0)$e #set($f=$e*3)$f",
    },
    {
      template:
        "#set($x=1+2*3-4/2%3)$x #set($y=(1+2)*3)$y #set($z=-7/2)$z #set($w=-7%3)$w #set($v=2147483647*2)$v #set($u=9223372036854775807*2)$u",
      data,
    },
    {
      template:
        "#set($x=1/3.0)$x #set($y=10.0/4)$y #set($z=1.0E10)$z #set($w=12345678.9)$w #set($v=0.00012)$v #set($u=5%2.5)$u",
      data,
    },
    { template: "#set($r=[-1..2])$r $r.size() $r.get(0)", data },
  ],
  strings: [
    {
      template:
        "$s.replaceAll(\"'\",'-') $s.replace('O','0') $s.length() $s.contains('Brien') $s.equals('x') $s.indexOf('B') $s.startsWith(\"O'\") $s.endsWith('x')",
      data,
    },
    {
      template:
        "#set($p='a1b22')$p.replaceAll('[0-9]+','#') $p.replaceAll('([a-z])([0-9])','$2$1') $p.replaceFirst('[0-9]','!') $p.matches('[a-z0-9]+') $p.matches('a') $p.matches('a.*')",
      data,
    },
    {
      template:
        "#set($p='17850.0')$p.replaceAll('^(-?[0-9]+)\\.0+$','$1') #set($p='17850.05')$p.replaceAll('^(-?[0-9]+)\\.0+$','$1')",
      data,
    },
    {
      template:
        "#set($p='  x ')[$p.trim()] $p.isEmpty() $p.toUpperCase() $p.toLowerCase() $p.concat('y') $p.charAt(2) $p.substring(2) $p.substring(1,3) $p.lastIndexOf(' ') $p.indexOf('x',1) $p.equalsIgnoreCase('  X ')",
      data,
    },
    {
      template:
        "$list $list.size() $list.get(1) $list[0] $list[3] $list.contains('two') $list.indexOf('two') $list.isEmpty()",
      data,
    },
    {
      template:
        "#set($x=$n+1)$x #set($y=$n+0.5)$y #set($z=$n*$dec)$z #set($w='n'+$n)$w #set($v=$n+$s.length())$v #set($q=$big+1)$q $dec $big",
      data,
    },
    { template: "$!{user.name}s$!user.name.length()", data },
    { template: "$s.substring(99)", data },
    { template: "$map.b.get('c').toUpperCase().concat('!') $user.tags.get(0).length()", data },
    { template: "#set($e = '')#if($e.isEmpty())empty#end #if($e.length() == 0)zero#end", data },
  ],
  lists: [
    {
      template:
        "#set($m={'x':1,\"y\":[1,2]})$m $m.x $m.y $m.get('y').get(1) $m.keySet() $m.entrySet() $m.values() $m.size()",
    },
    {
      template:
        "#set($l=[1,'b',true,1.5])$l $l[1] $l.size() $l.get(0) $l.isEmpty() $l.empty $l.contains(1) $l.add('z') $l",
    },
    { template: "#set($x = [3..1])$x #set($y=[1..$z])$y" },
    { template: "$list.get(4) $list[4]", data },
    {
      template:
        "#set($ignore=$map.put('new',[1]))$map.new $map.keySet() $map.remove('a') $map.values()",
      data,
    },
    {
      template:
        "#set($l=[])#set($i=$l.add('a'))#set($i=$l.add(0,'b'))$l $l.set(0,'c') $l $l.remove(0) $l",
      data,
    },
    { template: "#set($l=[3,1])$l.addAll([5,6]) $l $l.clear() $l", data },
    {
      template:
        "#if($map==$map)a#end#if([1,2]==[1,2])b#end#if($list.get(0)==1.0)c#end#if('a'<'b')d#{else}e#end#if($nope<1)f#{else}g#end",
      data,
    },
    {
      template: "#set($x=$list+$map)$x #set($y=$list+'')$y #set($z=true+'x')$z #set($w=$t+1)$w",
      data,
    },
    { template: "#set($x=$nope.foo('a',[1,2]).bar)$x $!x ${nope.foo('a')} $!{nope.foo}", data },
    { template: "$list.get(99)", data },
    { template: "#set($l=[1,2,3])#set($l[1]='x')$l", data },
    { template: "#{foreach}($x in [1,2])$x#{end}", data },
    { template: "#set($x=['a','b'])#set($y={'l':$x})$y.l.get(1) $y.get('l')[0]", data },
  ],
  maps: [
    {
      template:
        "$map.get('a') $map.a $map.b.c $map.get('k k') $map['a'] $map.nope $!map.nope $map.containsKey('a') $map.containsValue(1) $map.size() $map.isEmpty() $map.empty",
      data,
    },
    { template: "$map", data },
    { template: '#set($q=\'"\')"a" #set($j="{${q}n${q}:$n,${q}s${q}:${q}$map.a${q}}")$j', data },
    { template: "#set( $m = {} )$m.isEmpty() #set($m.k = 'v')$m #set($m['j']='w')$m.size()", data },
  ],
  references: [
    { template: "$a.b.c(1) $!a.b ${a.b}x $a.b. $a.5 $a-b" },
    { template: "${foo}$!{foo}$!foo.bar() ${foo.bar('x')}" },
    { template: "$user.name.", data },
    { template: "$user.name;", data },
    { template: "$user.name.equals( 'Ada' )", data },
    { template: "$user.get( 'name' )", data },
  ],
  "util and input": [
    { template: "$util.escapeJavaScript($s)", data },
    { template: '$util.escapeJavaScript($s).replaceAll("\\\\\'","\'")', data },
    {
      template:
        "$util.urlEncode($s) $util.urlDecode('a%2Fb+c%0A')|$util.base64Encode($s) $util.base64Decode('4pyTIMOgIGxhIG1vZGU=')",
      data,
    },
    { template: "$input.body", data, body, params },
    {
      template:
        "$input.params().header.get('X') $input.params('X') [$input.params('nope')] $input.params().querystring.size()",
      data,
      body,
      params,
    },
  ],
  "directives and syntax": [
    { template: "x  #set($a = 1)  y" },
    { template: "a#stop b" },
    { template: "a#{stop}b" },
    { template: "#[[ $a #set($b=1) ]]#x" },
    { template: "$5 $ $$a #a # {$} $-x $! $!{ ${} ${a b}" },
    { template: "#set($a.b=1)$a.b" },
    { template: "#define($b)x${y}z#set($y=2)#end$b $b" },
    { template: "#{set}($a=1)$a#{if}($a==1)y#{end}z" },
    { template: "#set($a=true)$a #set($a=!$a)$a #set($a=1==2)$a #set($c=1>0&&2<3)$c" },
    {
      template: "$context.x.y #set($context.x.z='q')$context.x.z",
      data: { context: { x: { y: 5 } } },
    },
    {
      template: "#set($user.name='Bob')$user.name $user.nope #set($user.extra='e')$user.extra",
      data,
    },
    { template: "#define($b)<$n>#end$b$b #set($n=43)$b", data },
    { template: "#set($x = $nope)[$x]#set($x=1)#set($x=$nope)[$x]", data },
    { template: "#stop x", data },
    { template: "#endx", data },
    { template: "#set($r=[$n..44])$r", data },
    { template: "#foo $x", data },
    { template: "#set($x)", data },
    { template: "#set ( $x = 1 )$x", data },
  ],
};
