import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.fge.jackson.JsonLoader;
import com.github.fge.jsonschema.core.report.ProcessingMessage;
import com.github.fge.jsonschema.main.JsonSchemaFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Validates: a line {schema, body} in, a line [{pointer, keyword, message}] out. */
public class JsonSchemaValidator {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonSchemaFactory factory = JsonSchemaFactory.byDefault();
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      JsonNode asked = json.readTree(line);
      JsonNode instance = JsonLoader.fromString(asked.get("body").asText());
      ArrayNode found = json.createArrayNode();
      for (ProcessingMessage message :
          factory.getJsonSchema(asked.get("schema")).validate(instance, true)) {
        JsonNode details = message.asJson();
        ObjectNode finding = found.addObject();
        finding.put("pointer", details.path("instance").path("pointer").asText());
        finding.put("keyword", details.path("keyword").asText());
        finding.put("message", message.getMessage());
      }
      out.println(json.writeValueAsString(found));
    }
  }
}
