file(READ ${IN} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUT} "extern const char lm_text_${NAME}[];\nconst char lm_text_${NAME}[] = {${bytes} 0};\n")
