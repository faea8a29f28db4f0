"""A plan as other systems read it: HL7 FHIR (UK Core), and the headings of the PRSB standard."""
