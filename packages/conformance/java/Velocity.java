import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/**
 * Renders templates with Apache Velocity 1.7: a line {template, data, body, params} in, a line
 * {output, data} or {error} out. $input and $util are small objects over the libraries that the
 * answers of AWS's own engine point to (Jayway JsonPath, Commons Lang 2).
 */
public class Velocity {
  static final ObjectMapper json = new ObjectMapper();

  public static class Input {
    private final String body;
    private final Map<String, Object> params;

    Input(String body, Map<String, Object> params) {
      this.body = body;
      this.params = params;
    }

    public String getBody() {
      return body;
    }

    public Object path(String path) {
      try {
        return JsonPath.parse(body).read(path);
      } catch (PathNotFoundException missing) {
        return "";
      }
    }

    public String json(String path) {
      try {
        Object found = JsonPath.parse(body).read(path);
        return JSONValue.toJSONString(found, JSONStyle.LT_COMPRESS);
      } catch (PathNotFoundException missing) {
        return "\"\"";
      }
    }

    public Map<String, Object> params() {
      return params;
    }

    public Object params(String name) {
      for (String place : new String[] {"path", "querystring", "header"}) {
        if (params.get(place) instanceof Map<?, ?> map && map.containsKey(name)) return map.get(name);
      }
      return "";
    }
  }

  public static class Util {
    public String escapeJavaScript(Object text) {
      return StringEscapeUtils.escapeJavaScript(String.valueOf(text));
    }

    public Object parseJson(String text) {
      return JsonPath.parse(text).json();
    }

    public String urlEncode(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public String urlDecode(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String base64Encode(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public String base64Decode(String text) {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
  }

  static Object value(JsonNode node) {
    if (node.isNull()) return null;
    if (node.isTextual()) return node.asText();
    if (node.isBoolean()) return node.asBoolean();
    if (node.isInt()) return node.asInt();
    if (node.isLong()) return node.asLong();
    if (node.isNumber()) return node.asDouble();
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      for (JsonNode element : node) list.add(value(element));
      return list;
    }
    return members(node);
  }

  static Map<String, Object> members(JsonNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    node.fields().forEachRemaining(entry -> map.put(entry.getKey(), value(entry.getValue())));
    return map;
  }

  static ObjectNode render(VelocityEngine engine, JsonNode asked) {
    VelocityContext context = new VelocityContext();
    Map<String, Object> data = members(asked.path("data"));
    data.forEach(context::put);
    if (asked.has("body")) {
      context.put("input", new Input(asked.get("body").asText(), members(asked.path("params"))));
    }
    context.put("util", new Util());
    ObjectNode answer = json.createObjectNode();
    try {
      StringWriter writer = new StringWriter();
      engine.evaluate(context, writer, "template", asked.get("template").asText());
      answer.put("output", writer.toString());
      if (asked.path("tellContext").asBoolean()) {
        answer.set("context", json.valueToTree(data.get("context")));
      }
    } catch (Throwable error) {
      answer.put("error", true);
    }
    return answer;
  }

  public static void main(String[] arguments) throws Exception {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: 1,000 iterations
    engine.setProperty("directive.foreach.maxloops", "1000");
    engine.init();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      out.println(json.writeValueAsString(render(engine, json.readTree(line))));
    }
  }
}
