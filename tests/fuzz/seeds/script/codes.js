eval(String.fromCharCode(60,102,111,114,109,62,0x78,60,47,102,62));
