# The race's rules in Rego: a county is the input, the limits are data.
package race

indicators := ["R1", "R2", "R3", "R4", "R5", "R6", "R7"]

value(d, "R1") := (100 * d.degree_teachers) / d.students

value(d, "R2") := (100 * d.backbone_teachers) / d.students

value(d, "R3") := (100 * d.arts_teachers) / d.students

value(d, "R4") := d.teaching_area / d.students

value(d, "R5") := d.sports_area / d.students

value(d, "R6") := d.equipment / d.students

value(d, "R7") := (100 * d.multimedia_rooms) / d.students

divisions := [{"division": d, "values": {i: value(d, i) | some i in indicators}} |
	some school in input.schools
	some d in school.divisions
]

meets(j, i) if j.values[i] >= data.limits[i][j.division.stage]

near(j, i) if j.values[i] >= data.tolerance * data.limits[i][j.division.stage]

reaches(j) if {
	count([i | some i in indicators; meets(j, i)]) >= data.required_met
	every i in indicators {
		near(j, i)
	}
}

# Coefficients are compared by their squares: Rego has no square roots.
varies(stage) if {
	of := [j | some j in divisions; j.division.stage == stage]
	total := sum([j.division.students | some j in of])
	some i in indicators
	mean := sum([part | some j in of; part := j.division.students * j.values[i]]) / total
	variance := sum([part |
		some j in of
		deviation := j.values[i] - mean
		part := (j.division.students * deviation) * deviation
	]) / total
	bound := data.balance_limit[stage] * mean
	variance > bound * bound
}

too_large(school) if sum([d.students | some d in school.divisions]) > data.school_size[school.kind]

crowded(d) if {
	some class in d.classes
	class.students > data.class_size[d.stage]
}

untrained(d) if {
	some teacher in d.teachers
	teacher.training < data.training_hours
}

uncertified(d) if {
	some teacher in d.teachers
	not teacher.certified
}

unmet := object.union(
	{i: n | some i in indicators; n := count([1 | some j in divisions; not meets(j, i)])},
	{
		"R_school": count([1 | some j in divisions; not reaches(j)]),
		"R_balance": count([1 | some stage, _ in data.balance_limit; varies(stage)]),
		"G4": count([1 | some school in input.schools; too_large(school)]),
		"G5": count([1 | some j in divisions; crowded(j.division)]),
		"G9": count([1 | some j in divisions; untrained(j.division)]),
		"G12": count([1 | some j in divisions; uncertified(j.division)]),
	},
)

failing := [rule | some rule in ["R_school", "R_balance", "G4", "G5", "G9", "G12"]; unmet[rule] > 0]

verdict := {"unmet": unmet, "recognised": count(failing) == 0}
