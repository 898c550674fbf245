# Character constants, not numbers: '\xe2' fits a char whether char is signed or not, 0xe2 need not.
file(READ ${IN} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
file(WRITE ${OUT} "extern const char lm_text_${NAME}[];\nconst char lm_text_${NAME}[] = {${bytes} 0};\n")
