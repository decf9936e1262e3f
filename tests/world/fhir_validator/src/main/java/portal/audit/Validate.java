package portal.audit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/** Reads a resource a line; answers a line an error, `number: place: words`, and "checked N" last. */
public final class Validate {
  private Validate() {}

  public static void main(String[] args) throws Exception {
    FhirContext context = FhirContext.forR4();
    ValidationSupportChain chain = new ValidationSupportChain(
        new DefaultProfileValidationSupport(context),
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context));
    FhirValidator validator = context.newValidator();
    FhirInstanceValidator instance = new FhirInstanceValidator(chain);
    // BALP's own profiles can't be fetched: their rules are tests beside this
    instance.setErrorForUnknownProfiles(false);
    validator.registerValidatorModule(instance);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number += 1;
      for (SingleValidationMessage found : validator.validateWithResult(line).getMessages()) {
        if (found.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0) {
          System.out.println(number + ": " + found.getLocationString() + ": " + found.getMessage());
        }
      }
    }
    System.out.println("checked " + number);
  }
}
