// Asks the veraPDF library whether files keep PDF/A and PDF/UA: java -cp JAR VeraCheck.java 3a,ua1 FILE...
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;
import org.verapdf.pdfa.validation.profiles.*;
import java.io.*;
import java.util.*;
public class VeraCheck {
  static String txt(org.w3c.dom.Element e, String n){ var l=e.getElementsByTagName(n); return l.getLength()==0?"":l.item(0).getTextContent(); }
  static org.verapdf.pdfa.validation.profiles.ValidationProfile prof(String f) throws Exception {
    String n = f.startsWith("ua") ? "PDFUA-"+f.substring(2)+(f.equals("ua2")?"-ISO32005":"") : f.startsWith("wt")? "WTPDF-1-0-Accessibility" : "PDFA-"+f.toUpperCase();
    org.w3c.dom.Element root;
    try (InputStream in = VeraCheck.class.getResourceAsStream("/org/verapdf/pdfa/validation/"+n+".xml")) {
      root = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
    }
    Set<Rule> rules = new LinkedHashSet<>(); Set<Variable> vars = new LinkedHashSet<>();
    var rl = root.getElementsByTagName("rule");
    for (int i=0;i<rl.getLength();i++){ var e=(org.w3c.dom.Element)rl.item(i);
      var id=(org.w3c.dom.Element)e.getElementsByTagName("id").item(0);
      List<ErrorArgument> args=new ArrayList<>();
      String msg=txt(e,"message");
      RuleId rid=Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")), id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
      Boolean def = e.hasAttribute("deferred")? Boolean.valueOf(e.getAttribute("deferred")) : null;
      rules.add(Profiles.ruleFromValues(rid, e.getAttribute("object"), def, e.getAttribute("tags"), txt(e,"description"), txt(e,"test"), Profiles.errorFromValues(msg,args), new ArrayList<>()));
    }
    var vl = root.getElementsByTagName("variable");
    for (int i=0;i<vl.getLength();i++){ var e=(org.w3c.dom.Element)vl.item(i); vars.add(Profiles.variableFromValues(e.getAttribute("name"), e.getAttribute("object"), txt(e,"defaultValue"), txt(e,"value"))); }
    var d=(org.w3c.dom.Element)root.getElementsByTagName("details").item(0);
    return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")), Profiles.profileDetailsFromValues(txt(d,"name"),txt(d,"description"),d.getAttribute("creator"),new Date(0)), "", rules, vars);
  }
  public static void main(String[] a) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    int rc = 0;
    String[] flavours = a[0].split(",");
    for (int i = 1; i < a.length; i++) for (String f : flavours) {
      PDFAFlavour fl = PDFAFlavour.byFlavourId(f);
      if (fl == PDFAFlavour.NO_FLAVOUR) throw new IllegalArgumentException(f);
      try (PDFAParser p = Foundries.defaultInstance().createParser(new File(a[i]), fl);
           PDFAValidator v = Foundries.defaultInstance().createValidator(prof(f), false)) {
        ValidationResult r = v.validate(p);
        System.out.println((r.isCompliant()? "PASS ":"FAIL ")+f+" "+a[i]+" checks="+r.getTotalAssertions()+" rules="+r.getProfileDetails().getName());
        if(!r.isCompliant()) { rc = 1;
          Map<String,String> m = new TreeMap<>();
          for (TestAssertion t : r.getTestAssertions()) if (t.getStatus()==TestAssertion.Status.FAILED) m.putIfAbsent(t.getRuleId().getClause()+"-"+t.getRuleId().getTestNumber(), t.getErrorMessage()+" @ "+t.getLocation().getContext());
          var fc = r.getFailedChecks();
          m.forEach((k,s)->System.out.println("   "+k+": "+s.substring(0,Math.min(230,s.length()))));
          fc.forEach((k,n)->System.out.println("   count "+k.getClause()+"-"+k.getTestNumber()+" = "+n));
        }
      }
    }
    System.exit(rc);
  }
}
