import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.poi.poifs.macros.Module;
import org.apache.poi.poifs.macros.VBAMacroReader;

/** Prints name, type and source (base64 of UTF-8) of each module that Apache POI finds in a file, one to a line. */
public class ReadMacros {
    public static void main(String[] arguments) throws Exception {
        try (VBAMacroReader reader = new VBAMacroReader(new File(arguments[0]))) {
            for (Map.Entry<String, Module> entry : reader.readMacroModules().entrySet()) {
                byte[] source = entry.getValue().getContent().getBytes(StandardCharsets.UTF_8);
                String type = entry.getValue().geModuleType().toString();
                System.out.println(entry.getKey() + " " + type + " " + Base64.getEncoder().encodeToString(source));
            }
        }
    }
}
